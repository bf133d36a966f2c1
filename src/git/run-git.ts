/** Runs git. Loads @actions/exec at the first run. */
import { ActionError } from '../base/errors.ts';
import { toGitEnvironment } from '../domain/credentials/child-environment.ts';
import type { GitConfigEntry } from '../domain/git-config/entry.ts';

export interface GitOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunGitOptions {
  readonly directory?: string | undefined;
  /** The whole environment of the child; by default what git needs of that of this process. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Configuration of this command, over all other. The arguments of a process are visible, so it holds no secret. */
  readonly config?: readonly GitConfigEntry[] | undefined;
  /** Standard input. */
  readonly input?: string | undefined;
  /** Return any exit code instead of throwing. */
  readonly anyExitCode?: boolean | undefined;
}

/** The same with binary output. */
export interface GitBytes extends Omit<GitOutput, 'stdout'> {
  readonly stdout: Buffer;
}

/**
 * Other processes of the machine can read the arguments, so they never contain a secret. Nothing is printed. Throws INPUT_GIT_MISSING if
 * git cannot be started, INTERNAL if it fails.
 */
export async function runGit(args: readonly string[], options: RunGitOptions = {}): Promise<GitOutput> {
  const { stdout, ...rest } = await runGitBytes(args, options);
  return { ...rest, stdout: stdout.toString('utf8') };
}

/** As {@link runGit}, with binary output. */
export async function runGitBytes(args: readonly string[], options: RunGitOptions = {}): Promise<GitBytes> {
  const { exec } = await import('@actions/exec');
  const printed: Buffer[] = [];
  const complained: Buffer[] = [];
  let exitCode: number;
  try {
    const overrides = (options.config ?? []).flatMap(({ key, value }) => ['-c', `${key}=${value}`]);
    exitCode = await exec('git', [...overrides, ...args], {
      silent: true,
      ignoreReturnCode: true,
      listeners: {
        stdout: (chunk) => printed.push(chunk),
        stderr: (chunk) => complained.push(chunk),
      },
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
      env: { ...(options.environment ?? toGitEnvironment(process.env)) },
      ...(options.input === undefined ? {} : { input: Buffer.from(options.input, 'utf8') }),
    });
  } catch (cause) {
    throw new ActionError('INPUT_GIT_MISSING', 'git cannot be started.', { cause });
  }
  const stderr = Buffer.concat(complained).toString('utf8');
  if (exitCode !== 0 && options.anyExitCode !== true) {
    const [line = ''] = stderr.trim().split('\n').slice(-1);
    throw new ActionError(
      'INTERNAL',
      `git ${args[0] ?? ''} failed with exit code ${exitCode}: ${line.slice(0, 500)}`,
    );
  }
  return { exitCode, stdout: Buffer.concat(printed), stderr };
}
