/** Takes the objects of a push into the repository, where nothing refers to them yet, and looks for files that are too large. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { gitEnvironment } from '../git/environment.ts';
import { runGit } from '../git/process.ts';

/** Bytes of a file in a push: https://docs.github.com/repositories/working-with-files/managing-large-files. */
export const MAX_PUSHED_FILE_BYTES = 100 * 1024 * 1024;

/** Whether git took them. */
export async function takeObjects(directory: string, pack: Readable): Promise<boolean> {
  const args = ['--git-dir', directory, 'index-pack', '--stdin', '--fix-thin'];
  const child = spawn('git', args, { env: gitEnvironment(), stdio: ['pipe', 'ignore', 'ignore'] });
  // A git that has read enough closes its input; the exit code says how it went.
  child.stdin.on('error', () => pack.destroy());
  pack.pipe(child.stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

/** Files of more than `limit` bytes that no ref leads to yet, with a path at which a commit has them. */
export async function findLargeFiles(
  directory: string,
  commits: readonly string[],
  limit: number,
): Promise<{ path: string; bytes: number }[]> {
  if (commits.length === 0) return [];
  const listed = await runGit(directory, ['rev-list', '--objects', ...commits, '--not', '--all']);
  const format = '--batch-check=%(objecttype) %(objectsize) %(rest)';
  const sizes = await runGit(directory, ['cat-file', format], listed);
  return sizes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [type, size, ...path] = line.split(' ');
      return type === 'blob' && Number(size) > limit ? [{ path: path.join(' '), bytes: Number(size) }] : [];
    });
}
