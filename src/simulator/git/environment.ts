/** The environment in which every git process of the simulator runs: nothing of the user's machine reaches it. */

/** Author and committer date of every commit, so that the same files always give the same object ids. */
export const gitCommitDate = '2026-01-01T00:00:00Z';

const identity = { name: 'simulator', email: 'simulator@users.noreply.github.com' } as const;

/**
 * No system or user configuration, no prompt, no pager, fixed identity and dates, English messages. Only `PATH` (to
 * find git) and the temporary directory are taken from the process.
 */
export function isolatedGitEnvironment(): Record<string, string> {
  const inherited = ['PATH', 'TMPDIR', 'SystemRoot', 'TEMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_AUTHOR_DATE: gitCommitDate,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
    GIT_COMMITTER_DATE: gitCommitDate,
    LC_ALL: 'C',
  };
}
