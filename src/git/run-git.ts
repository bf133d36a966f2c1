/** Runs git. The only importer of @actions/exec, which is loaded at the first run and not before. */
import { ActionError } from '../base/errors.ts';

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunGitOptions {
  readonly directory?: string;
  /** The whole environment of the child; default the one of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Give any exit code back instead of throwing. */
  readonly anyExitCode?: boolean;
}

/** The same for what is no text. */
export interface GitBytes extends Omit<GitOutput, 'stdout'> {
  readonly stdout: Buffer;
}

/**
 * Arguments are visible to every process of the machine, so they never hold a secret. Nothing is printed.
 * @throws ActionError `INPUT_GIT_MISSING` when git cannot be started, `INTERNAL` when it fails.
 */
export async function runGit(args: readonly string[], options: RunGitOptions = {}): Promise<GitOutput> {
  const { stdout, ...rest } = await runGitBytes(args, options);
  return { ...rest, stdout: stdout.toString('utf8') };
}

/** As {@link runGit}; what git prints is not read as text. */
export async function runGitBytes(args: readonly string[], options: RunGitOptions = {}): Promise<GitBytes> {
  const { exec } = await import('@actions/exec');
  const printed: Buffer[] = [];
  const complained: Buffer[] = [];
  let exitCode: number;
  try {
    exitCode = await exec('git', [...args], {
      silent: true,
      ignoreReturnCode: true,
      listeners: {
        stdout: (chunk) => printed.push(chunk),
        stderr: (chunk) => complained.push(chunk),
      },
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
      ...(options.environment === undefined ? {} : { env: { ...options.environment } }),
      ...(options.input === undefined ? {} : { input: Buffer.from(options.input, 'utf8') }),
    });
  } catch (cause) {
    throw new ActionError('INPUT_GIT_MISSING', 'git could not be started.', { cause });
  }
  const stderr = Buffer.concat(complained).toString('utf8');
  if (exitCode !== 0 && options.anyExitCode !== true) {
    const [line = ''] = stderr.trim().split('\n').slice(-1);
    throw new ActionError('INTERNAL', `git ${args[0] ?? ''} ended with ${exitCode}: ${line.slice(0, 500)}`);
  }
  return { exitCode, stdout: Buffer.concat(printed), stderr };
}
