/** The git of this machine, kept from any configuration that lies around on it. */
import { execFileSync } from 'node:child_process';

export interface RealGitOptions {
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Environment in which git sees no configuration but what a test gives it. */
export function cleanGitEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_SSH_COMMAND: '/bin/false',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    LC_ALL: 'C',
  };
}

export interface RealGitResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git to its end, whatever its exit code. Only for work that needs nothing of this process meanwhile. */
export function realGit(args: readonly string[], options: RealGitOptions): RealGitResult {
  try {
    const stdout = execFileSync('git', [...args], {
      cwd: options.directory,
      env: { ...cleanGitEnvironment(options.directory), ...options.environment },
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.input === undefined ? {} : { input: options.input }),
    });
    return { ok: true, stdout, stderr: '' };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { ok: false, stdout, stderr };
  }
}
