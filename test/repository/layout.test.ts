/** The root stays small, and docs/architecture.md has a line for each of its entries and for each folder of the sources. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectFiles, readProjectFile, root } from '../support/source-files.ts';

/** Most entries of the root folder. */
const maxRootEntries = 25;
const page = readProjectFile('docs/architecture.md');
const files = projectFiles();

/** Entries of `folder`, folders with a slash at the end. */
function entriesOf(folder: string): string[] {
  const inside = files.filter((file) => file.startsWith(folder)).map((file) => file.slice(folder.length));
  return [...new Set(inside.map((path) => path.replace(/\/.*/, '/')))].sort();
}

/** Paths of the folders that the tree shows, from the indentation of its lines. */
function foldersOfTree(): string[] {
  const tree = /## Folder structure[\s\S]*?```text\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const parents: string[] = [];
  return tree
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, indent = '', name = ''] = /^( *)(\S+)/.exec(line) ?? [];
      const depth = indent.length / 2;
      parents.splice(depth, parents.length, name);
      return parents.join('');
    });
}

test('the root has few entries, and the page has a line for each', () => {
  const entries = entriesOf('');
  expect(entries.length).toBeLessThanOrEqual(maxRootEntries);
  const section = /## Files in the root folder([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, name = '']) => name);
  expect(rows.toSorted()).toEqual(entries);
});

test('every folder in the tree exists', () => {
  const folders = foldersOfTree();
  expect(folders.length).toBeGreaterThan(40);
  expect(folders.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
});

test.each(['src/', 'src/domain/', 'src/client/', 'src/server/', 'src/simulator/', 'test/'])(
  'the tree has a line for each folder of %s',
  (parent) => {
    const folders = entriesOf(parent).filter((entry) => entry.endsWith('/'));
    const shown = foldersOfTree();
    expect(folders.map((folder) => parent + folder).filter((folder) => !shown.includes(folder))).toEqual([]);
  },
);

test('every file that the page names exists', () => {
  expect(page).toContain('## Request walkthrough');
  const named = [...page.matchAll(/`((?:src|actions|scripts|test|schemas)\/[\w./-]+)`/g)].map(
    ([, file = '']) => file,
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('a lock request passes at most 40 files, as steps 1 to 10 of its walkthrough name them', () => {
  const walk = page.slice(page.indexOf('### Stack lock'), page.indexOf('### Upload of'));
  const steps = walk.split('\n').filter((line) => /^(?:[1-9]|10)\. /.test(line));
  expect(steps).toHaveLength(10);
  const files = steps.flatMap((step) =>
    [...step.matchAll(/`((?:src|actions)\/[\w./-]+\.ts)`/g)].map(([, file]) => file),
  );
  expect(new Set(files).size).toBe(files.length);
  expect(files.length).toBeLessThanOrEqual(40);
});

test('every path in CODEOWNERS exists', () => {
  const paths = readProjectFile('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line.startsWith('/'))
    .map((line) => line.split(' ')[0]?.slice(1) ?? '');
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
