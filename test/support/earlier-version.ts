/** The tree of an earlier commit of this repository, to run its server and its actions beside those of today. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './source-files.ts';

/** By file: an import that the installed version of a package has elsewhere. Kysely 0.28 exports all of 0.29's migrator in one place. */
const movedImports: Readonly<Record<string, readonly [string, string]>> = {
  'src/server/database/migrate.ts': ["'kysely/migration'", "'kysely'"],
};

/**
 * The last commit before `file` was added. `undefined` without its history: in a shallow clone, in an archive of the tree, or when
 * the first commit has the file.
 */
export function findCommitBefore(file: string): string | undefined {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  };
  const [added = ''] = git('log', '--diff-filter=A', '--format=%H', '--', file).split('\n');
  if (added === '') return undefined;
  const parent = git('rev-parse', '--verify', '--quiet', `${added}^`);
  return parent === '' ? undefined : parent;
}

/** Folder with the tree of `commit`, and the packages that are installed now. Removed when disposed of. */
export function checkOutCommit(commit: string): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'earlier-'));
  const maxBuffer = 256 * 1024 * 1024;
  const input = execFileSync('git', ['archive', '--format=tar', commit], { cwd: root, maxBuffer });
  execFileSync('tar', ['-x', '-C', folder], { input });
  for (const [file, [from, to]] of Object.entries(movedImports)) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
