/** git as a user runs it, while this process goes on to serve what it asks for. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanGitEnvironment } from './real-git.ts';

const run = promisify(execFile);

interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitUser extends AsyncDisposable {
  /** A temporary directory, also `HOME`; removed on disposal. */
  readonly directory: string;
  /** Runs `git <args>` there, or in a folder below it. Any exit code is an answer. */
  git(args: readonly string[], options?: { readonly in?: string }): Promise<GitResult>;
}

/** `environment` is added to a bare one, for example `simulator.environment`. */
export async function createGitUser(environment: Readonly<Record<string, string>> = {}): Promise<GitUser> {
  const directory = await mkdtemp(join(tmpdir(), 'git-user-'));
  const env = { ...cleanGitEnvironment(directory), ...environment };
  return {
    directory,
    async git(args, options = {}) {
      try {
        return { code: 0, ...(await run('git', args, { cwd: join(directory, options.in ?? ''), env })) };
      } catch (error) {
        const { code, stdout, stderr } = error as GitResult;
        return { code, stdout, stderr };
      }
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The header that git clients send for a token, as a value of `http.extraheader`. */
export function basicHeader(token: string): string {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
}
