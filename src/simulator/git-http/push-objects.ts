/** Stores the objects of a push before any ref points to them, and finds files that are too large. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { isolatedGitEnvironment } from '../git/environment.ts';
import { callGit } from '../git/process.ts';

/** Bytes of a file in a push: https://docs.github.com/repositories/working-with-files/managing-large-files. */
export const maxPushedFileBytes = 100 * 1024 * 1024;

/** Whether git accepted them. */
export async function takeObjects(directory: string, pack: Readable): Promise<boolean> {
  const args = ['--git-dir', directory, 'index-pack', '--stdin', '--fix-thin'];
  const child = spawn('git', args, { env: isolatedGitEnvironment(), stdio: ['pipe', 'ignore', 'ignore'] });
  // git closes its input when it has read enough. The exit code has the result.
  child.stdin.on('error', () => pack.destroy());
  pack.pipe(child.stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

/** Files of more than `limit` bytes that are not reachable from any ref yet, each with a path in one of the commits. */
export async function findLargeFiles(
  directory: string,
  commits: readonly string[],
  limit: number,
): Promise<{ path: string; bytes: number }[]> {
  if (commits.length === 0) return [];
  const listed = await callGit(directory, ['rev-list', '--objects', ...commits, '--not', '--all']);
  const format = '--batch-check=%(objecttype) %(objectsize) %(rest)';
  const sizes = await callGit(directory, ['cat-file', format], listed);
  return sizes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [type, size, ...path] = line.split(' ');
      return type === 'blob' && Number(size) > limit ? [{ path: path.join(' '), bytes: Number(size) }] : [];
    });
}
