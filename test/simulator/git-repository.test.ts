/** What the simulator writes is what git reads, and the other way round. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGitRepository, type GitRepository } from '../../src/simulator/git/repository.ts';
import type { GitFile } from '../../src/simulator/git/tree.ts';
import { realGit } from '../support/real-git.ts';

let directory: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'git-repository-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function newRepository(): GitRepository {
  count += 1;
  return createGitRepository(join(directory, `${count}.git`), { defaultBranch: 'main' });
}

function git(repository: GitRepository, args: readonly string[]): string {
  const { ok, stdout, stderr } = realGit(['--git-dir', repository.path, ...args], { directory });
  expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
  return stdout;
}

const files: GitFile[] = [
  { path: 'a.b', content: 'sorts before the directory a\n' },
  { path: 'a/deep/er/file.txt', content: 'text\n' },
  { path: 'a0', content: 'sorts after the directory a\n' },
  { path: 'bin/run', content: '#!/bin/sh\n', executable: true },
  { path: 'link', symlink: 'a/deep' },
  { path: 'module', gitlink: '0123456789abcdef0123456789abcdef01234567' },
  { path: 'ünïcode "quoted".txt', content: new Uint8Array([0, 255, 10]) },
];

test('git finds no fault in what is written', async () => {
  const repository = newRepository();
  const oid = await repository.commitFiles(files, { message: 'First', date: Date.UTC(2026, 1, 2) });
  expect(git(repository, ['fsck', '--full', '--strict'])).toBe('');
  expect(git(repository, ['log', '-1', '--format=%H %s %cI'])).toBe(
    `${oid} First 2026-02-02T00:00:00+00:00\n`,
  );
  const listed = git(repository, ['ls-tree', '-r', '-z', 'HEAD']);
  const entries = listed.split('\0').filter(Boolean);
  expect(entries.map((line) => line.replace(/ .*\t/, ' '))).toEqual([
    '100644 a.b',
    '100644 a/deep/er/file.txt',
    '100644 a0',
    '100755 bin/run',
    '120000 link',
    '160000 module',
    '100644 ünïcode "quoted".txt',
  ]);
});

test('the same files always give the same commit', async () => {
  const [first, second] = [newRepository(), newRepository()];
  expect(await first.commitFiles(files)).toBe(await second.commitFiles(files));
});

test.each([
  ['a file', 'a/deep/er/file.txt', { type: 'blob', mode: '100644', content: Buffer.from('text\n') }],
  ['an executable', 'bin/run', { type: 'blob', mode: '100755' }],
  ['a symlink', 'link', { type: 'blob', mode: '120000', content: Buffer.from('a/deep') }],
  ['a submodule', 'module', { type: 'commit', mode: '160000' }],
  ['a directory', 'a/deep', { type: 'tree', mode: '040000' }],
  ['the root', '', { type: 'tree' }],
  ['a path through a symlink', 'link/er', undefined],
  ['a path through a submodule', 'module/x', undefined],
  ['nothing', 'nowhere', undefined],
])('reads %s', async (_name, path, expected) => {
  const repository = newRepository();
  await repository.commitFiles(files);
  const entry = await repository.readPath('HEAD', path);
  if (expected === undefined) expect(entry).toBeUndefined();
  else expect(entry).toMatchObject(expected);
});

test('reads by branch, ref, id, and expression', async () => {
  const repository = newRepository();
  const oid = await repository.commitFiles(files);
  for (const revision of ['HEAD', 'main', 'refs/heads/main', oid, oid.slice(0, 10), 'HEAD~0']) {
    expect(await repository.resolveRef(revision)).toBe(oid);
  }
  expect(await repository.readObject('HEAD')).toMatchObject({ type: 'commit', oid });
  expect(await repository.readObject('HEAD:bin/run')).toMatchObject({ content: Buffer.from('#!/bin/sh\n') });
  expect(await repository.readObject('HEAD:')).toMatchObject({ type: 'tree' });
  for (const unknown of ['nowhere', 'refs/heads/../../config', 'HEAD:x', '--help', 'main\nHEAD', '']) {
    expect(await repository.readObject(unknown)).toBeUndefined();
  }
});

test('an empty repository has nothing', async () => {
  const repository = newRepository();
  expect(await repository.resolveRef('HEAD')).toBeUndefined();
  expect(await repository.readTree('HEAD', '')).toBeUndefined();
  expect(await repository.listBranches()).toEqual([]);
});

test('a later commit changes, deletes and leaves the rest alone', async () => {
  const repository = newRepository();
  await repository.commitFiles(files);
  await repository.commitFiles(
    [
      { path: 'a/deep/er/file.txt', deleted: true },
      { path: 'bin/run', content: 'new\n' },
      { path: 'link', deleted: true },
      { path: 'link/now/a-directory', content: '' },
    ],
    { branch: 'feature/x' },
  );
  expect((await repository.readTree('feature/x', ''))?.map(({ name }) => name)).toEqual([
    'a.b',
    'a0',
    'bin',
    'link',
    'module',
    'ünïcode "quoted".txt',
  ]);
  expect(await repository.readPath('feature/x', 'bin/run')).toMatchObject({ mode: '100644' });
  expect(await repository.readPath('main', 'link')).toMatchObject({ mode: '120000' });
  expect((await repository.listBranches()).map(({ name }) => name)).toEqual(['feature/x', 'main']);
  expect(git(repository, ['fsck', '--full', '--strict'])).toBe('');
  repository.setDefaultBranch('feature/x');
  expect(await repository.readPath('HEAD', 'link')).toMatchObject({ type: 'tree' });
});

test('reads what git has packed', async () => {
  const repository = newRepository();
  const oid = await repository.commitFiles(files);
  execFileSync('git', ['--git-dir', repository.path, 'repack', '-q', '-a', '-d']);
  expect(await repository.readObject(oid)).toMatchObject({ type: 'commit', oid });
  expect(await repository.readPath('main', 'bin/run')).toMatchObject({ content: Buffer.from('#!/bin/sh\n') });
  expect(await repository.readObject('0'.repeat(40))).toBeUndefined();
});

test.each(['../x', 'a/../b', '/x', 'a//b', '.git/config', 'a/./b', ''])(
  'refuses the path %j',
  async (path) => {
    await expect(newRepository().commitFiles([{ path, content: '' }])).rejects.toThrow(
      'is not a path inside',
    );
  },
);
