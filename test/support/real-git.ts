/** The git of this machine, kept from any configuration that lies around on it. */
import { execFileSync, spawn } from 'node:child_process';

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

/** The same without waiting, for git that talks to a server of this process; `environment` is the whole of it. */
export function runGit(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<RealGitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], {
      cwd,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ ok: code === 0, stdout, stderr }));
  });
}
