/** The commits of a checkout. Commits that a shallow checkout lacks are fetched from `origin`, within limits. */
import { gitOptions } from './git-environment.ts';
import { runGit } from './run-git.ts';

/** By how many commits a shallow checkout is deepened, step by step: about 10,000 in all. */
const deepenSteps = [100, 400, 1_600, 8_000] as const;

export interface History {
  /** Full SHA of a commit; `undefined` if the checkout does not have it. */
  find(revision: string): Promise<string | undefined>;
  /** The same, fetched if needed. `sha` is a full SHA. */
  ensure(sha: string): Promise<string | undefined>;
  /** Tip of a branch of the remote, fetched if needed. */
  branchTip(branch: string): Promise<string | undefined>;
  /** Tip of the remote's default branch. */
  defaultTip(): Promise<string | undefined>;
  /** Parents that the commit names, even those that a shallow checkout lacks. */
  parents(sha: string): Promise<readonly string[]>;
  /** Best common ancestor, after deepening if needed; `undefined` if there is none within the limits. */
  mergeBase(one: string, other: string): Promise<string | undefined>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** Author, date and message of the commits of `range`, newest first; merges are left out, or their second parents are. */
  authorships(
    range: string,
    options: { readonly limit: number; readonly merges: 'left-out' | 'first-parent' },
  ): Promise<readonly Authorship[]>;
}

interface Authorship {
  readonly sha: string;
  /** Equal for a commit and its copy on another base. */
  readonly mark: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function openHistory(directory: string, environment: Environment): History {
  let options: ReturnType<typeof gitOptions> | undefined;
  const git = async (...args: readonly string[]) => {
    options ??= gitOptions(directory, environment);
    const { exitCode, stdout } = await runGit(args, { ...(await options), anyExitCode: true });
    return { ok: exitCode === 0, text: stdout.trim(), raw: stdout };
  };
  const isShallow = async () => (await git('rev-parse', '--is-shallow-repository')).text === 'true';
  const fetch = async (...args: readonly string[]) =>
    (await git('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args)).ok;

  async function find(revision: string): Promise<string | undefined> {
    const { ok, text } = await git(
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    );
    return ok && text !== '' ? text : undefined;
  }

  /** A full checkout must not become a shallow one. */
  async function fetchTip(...refs: readonly string[]): Promise<boolean> {
    return fetch(...((await isShallow()) ? ['--depth=1'] : []), 'origin', ...refs);
  }

  async function ensure(sha: string): Promise<string | undefined> {
    const here = await find(sha);
    if (here !== undefined) return here;
    return (await fetchTip(sha)) ? find(sha) : undefined;
  }

  async function knownMergeBase(one: string, other: string): Promise<string | undefined> {
    const { ok, text } = await git('merge-base', one, other);
    return ok && text !== '' ? text : undefined;
  }

  return {
    find,
    ensure,
    async branchTip(branch) {
      const name = `refs/remotes/origin/${branch}`;
      const here = await find(name);
      if (here !== undefined) return here;
      return (await fetchTip(`+refs/heads/${branch}:${name}`)) ? find(name) : undefined;
    },
    async defaultTip() {
      const here = await find('refs/remotes/origin/HEAD');
      if (here !== undefined) return here;
      return (await fetchTip('HEAD')) ? find('FETCH_HEAD') : undefined;
    },
    async parents(sha) {
      const { raw } = await git('cat-file', 'commit', sha);
      const [header = ''] = raw.split('\n\n', 1);
      return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent]) => parent ?? '');
    },
    async mergeBase(one, other) {
      for (const step of [0, ...deepenSteps]) {
        if (step > 0) {
          if (!(await isShallow())) return undefined;
          // Both ends are named: only what is reached from them is deepened.
          if (!(await fetch(`--deepen=${step}`, 'origin', one, other))) return undefined;
        }
        const found = await knownMergeBase(one, other);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    isAncestor: async (ancestor, descendant) =>
      (await git('merge-base', '--is-ancestor', ancestor, descendant)).ok,
    async authorships(range, { limit, merges }) {
      const format = '--format=%H%x00%an%x00%ae%x00%at%x00%B%x01';
      const how = merges === 'left-out' ? '--no-merges' : '--first-parent';
      const { raw } = await git('log', '--topo-order', how, `--max-count=${limit}`, format, range);
      return raw
        .split('\x01')
        .map((entry) => entry.replace(/^\n/, ''))
        .filter((entry) => entry !== '')
        .map((entry) => ({
          sha: entry.slice(0, entry.indexOf('\0')),
          mark: entry.slice(entry.indexOf('\0')),
        }));
    },
  };
}
