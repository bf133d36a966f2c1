/** Runs one git process to its end and hands back what it printed. */
import { spawn } from 'node:child_process';
import { ActionError } from '../../base/errors.ts';
import { isolatedGitEnvironment } from './environment.ts';

/** Processes at once; a world of a thousand repositories may be asked for all of them in one query. */
const maxParallel = 8;

let running = 0;
const waiting: (() => void)[] = [];

async function takeSlot(): Promise<void> {
  if (running >= maxParallel) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
}

function giveSlot(): void {
  running -= 1;
  waiting.shift()?.();
}

export interface GitRun {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs `git <args>` in the bare repository `directory`; rejects with `INTERNAL` only when git cannot be started. */
export async function tryGit(
  directory: string,
  args: readonly string[],
  input: Uint8Array | string = '',
): Promise<GitRun> {
  await takeSlot();
  try {
    return await new Promise<GitRun>((resolve, reject) => {
      const child = spawn('git', ['--git-dir', directory, ...args], { env: isolatedGitEnvironment() });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', (cause) => reject(new ActionError('INTERNAL', 'Cannot start git.', { cause })));
      child.on('close', (code) =>
        resolve({
          exitCode: code ?? 1,
          stdout: Buffer.concat(stdout),
          stderr: Buffer.concat(stderr).toString('utf8'),
        }),
      );
      // A git that ends early closes its input; the exit code says so already.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  } finally {
    giveSlot();
  }
}

/** As `tryGit`, and rejects with `INTERNAL` when git ends with another code than 0. */
export async function callGit(
  directory: string,
  args: readonly string[],
  input: Uint8Array | string = '',
): Promise<Buffer> {
  const run = await tryGit(directory, args, input);
  if (run.exitCode !== 0) {
    throw new ActionError('INTERNAL', `git ${args[0]} ended with code ${run.exitCode}: ${run.stderr.trim()}`);
  }
  return run.stdout;
}
