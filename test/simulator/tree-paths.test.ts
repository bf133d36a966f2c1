/** Trees of any shape: what is accepted is what git itself would have made, and what git's own check refuses never gets in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listTree } from '../../src/simulator/git/list-tree.ts';
import { createGitRepository, type GitRepository } from '../../src/simulator/git/repository.ts';
import { type GitFile, readTreeObject, writeTree } from '../../src/simulator/git/tree.ts';
import { splitTreePath } from '../../src/simulator/git/tree-path.ts';
import { realGit } from '../support/real-git.ts';

let directory: string;
let git: GitRepository;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tree-paths-'));
  git = createGitRepository(join(directory, 'it.git'), { defaultBranch: 'main' });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function run(args: readonly string[], input = ''): string {
  const environment = { GIT_INDEX_FILE: join(directory, 'index') };
  const { ok, stdout, stderr } = realGit(args, { directory: git.path, environment, input });
  if (!ok) throw new Error(stderr);
  return stdout;
}

/** The tree that git makes of these files by way of its index. */
function treeOfGit(files: ReadonlyMap<string, string>): string {
  run(['read-tree', '--empty']);
  const lines = [...files].map(([path, entry]) => `${entry}\t${path}\0`);
  run(['update-index', '-z', '--index-info'], lines.join(''));
  return run(['write-tree']).trim();
}

async function pathsOf(tree: string): Promise<string[]> {
  const object = await git.objects.read(tree);
  const listed = await listTree(git.objects, readTreeObject(object?.content ?? Buffer.alloc(0)));
  return listed.map(({ path }) => path);
}

// Few names, so that folders and files meet; some that sort badly, and some that only look like trouble.
const plainName = fc.constantFrom(
  'a',
  'a.b',
  'a-b',
  'a0',
  'A',
  'é',
  '日本',
  '😀',
  ' ',
  '-n',
  'git',
  '.gitx',
  'x\ty',
  '"',
  'a\nb',
);
const plainPath = fc.array(plainName, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const mode = fc.constantFrom('100644', '100755', '120000');
const edit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ path: plainPath, mode, text: fc.constantFrom('1', '2', '') }) },
  { weight: 1, arbitrary: fc.record({ path: plainPath, deleted: fc.constant(true as const) }) },
);

/** A file takes the place of a folder of its name, and of a file above it. */
function apply(files: Map<string, string>, path: string, entry: string | undefined): void {
  for (const other of [...files.keys()]) {
    const isBelow = other.startsWith(`${path}/`);
    if (isBelow || (entry !== undefined && path.startsWith(`${other}/`))) files.delete(other);
  }
  if (entry === undefined) files.delete(path);
  else files.set(path, entry);
}

test('one edit after the other gives the tree that git gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { maxLength: 20 }), async (edits) => {
      const files = new Map<string, string>();
      let tree: string | undefined;
      for (const one of edits) {
        if ('deleted' in one) {
          apply(files, one.path, undefined);
          tree = await writeTree(git.objects, tree, [{ path: one.path, deleted: true }]);
        } else {
          const oid = git.objects.write('blob', one.text);
          apply(files, one.path, `${one.mode} ${oid}`);
          tree = await writeTree(git.objects, tree, [{ path: one.path, mode: one.mode, oid }]);
        }
      }
      expect(tree ?? git.objects.write('tree', '')).toBe(treeOfGit(files));
    }),
    { numRuns: 25 },
  );
});

test('all edits at once give the same, when none is in the way of another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ path: plainPath, mode }), { maxLength: 20 }), async (wanted) => {
      const oid = git.objects.write('blob', 'x');
      const files = new Map<string, string>();
      for (const one of wanted) {
        const isFree = ![...files.keys()].some(
          (other) =>
            other === one.path || other.startsWith(`${one.path}/`) || one.path.startsWith(`${other}/`),
        );
        if (isFree) files.set(one.path, `${one.mode} ${oid}`);
      }
      const changes = [...files].map(([path, entry]): GitFile => ({ path, mode: entry.slice(0, 6), oid }));
      expect(await writeTree(git.objects, undefined, changes.toReversed())).toBe(treeOfGit(files));
    }),
    { numRuns: 25 },
  );
});

const ignored = fc.constantFrom('\u200c', '\u200e', '\u202d', '\u2060', '\ufeff', '\u00ad');
const disguised = fc.oneof(
  fc.constantFrom(
    '.git',
    '.GIT',
    '.gIt',
    'git~1',
    'GIT~1',
    '.git.',
    '.git ',
    '.git . .',
    '.git:x',
    '.git::$INDEX_ALLOCATION',
    '.',
    '..',
    '',
  ),
  fc.tuple(fc.constantFrom('', '.', '.g', '.gi', '.git'), ignored).map(([start, hidden]) => {
    return `${start}${hidden}${'.git'.slice(start.length)}`;
  }),
  fc.constantFrom('a\\.git', '.git\\config', '..\\..', 'CON', 'a:b', '\u0001', '\u2025', '...'),
);
const anyName = fc.oneof(plainName, disguised, fc.string({ unit: 'binary', maxLength: 6 }));
const anyPath = fc.array(anyName, { maxLength: 5 }).map((parts) => parts.join('/'));

test('what is accepted passes git’s own check and is found again under its path', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyPath, { minLength: 1, maxLength: 30 }), async (paths) => {
      const oid = git.objects.write('blob', 'x');
      const accepted = paths.filter((path) => !('problem' in splitTreePath(path)));
      for (const path of paths.filter((one) => !accepted.includes(one))) {
        await expect(writeTree(git.objects, undefined, [{ path, mode: '100644', oid }])).rejects.toThrow(
          'is not a path',
        );
      }
      const trees: string[] = [];
      for (const path of accepted) {
        const tree = await writeTree(git.objects, undefined, [{ path, mode: '100644', oid }]);
        expect(await pathsOf(tree)).toEqual([path]);
        trees.push(tree);
      }
      const bad = run(['fsck', '--strict', '--no-dangling', '--no-progress', ...trees]);
      expect(bad).toBe('');
    }),
    { numRuns: 20 },
  );
});

test('whatever git’s own check calls an error is refused', async () => {
  const other = createGitRepository(join(directory, 'other.git'), { defaultBranch: 'main' });
  const blob = other.objects.write('blob', 'x');
  const names = fc.sample(disguised, { numRuns: 400, seed: 1 }).filter((name) => name !== '');
  const byTree = new Map(
    names.map((name) => {
      const entry = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')]);
      return [other.objects.write('tree', entry), name] as const;
    }),
  );
  const { stdout, stderr } = realGit(['fsck', '--strict', '--no-dangling'], { directory: other.path });
  const bad = [...`${stdout}${stderr}`.matchAll(/error in tree ([0-9a-f]{40})/g)];
  const refused = new Set(bad.map(([, oid]) => byTree.get(oid ?? '')));
  expect(refused.size).toBeGreaterThan(10);
  for (const name of refused)
    expect([name, splitTreePath(name ?? '')]).toEqual([name, { problem: expect.any(String) }]);
});

test('names that are not UTF-8 stay unchanged next to a change', async () => {
  const oid = git.objects.write('blob', 'x');
  const entry = (name: number[]) =>
    Buffer.concat([Buffer.from('100644 '), Buffer.from([...name, 0]), Buffer.from(oid, 'hex')]);
  const base = git.objects.write('tree', Buffer.concat([entry([0xe9]), entry([0xfc])]));
  const tree = await writeTree(git.objects, base, [{ path: 'b', mode: '100644', oid }]);
  const back = await writeTree(git.objects, tree, [{ path: 'b', deleted: true }]);
  expect(back).toBe(base);
});
