/** What the simulator finds out about commits by itself is what git says. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collectHistory, findNewLine, findSharedBase } from '../../src/simulator/git/ancestry.ts';
import { copyHistory } from '../../src/simulator/git/copy-history.ts';
import { diffCommits, findMergeBase, listNewCommits } from '../../src/simulator/git/diff.ts';
import { mergePlainly, mergeTrees } from '../../src/simulator/git/merge-trees.ts';
import { diffPlainly } from '../../src/simulator/git/plain-diff.ts';
import { createGitRepository, type GitRepository } from '../../src/simulator/git/repository.ts';
import type { GitFile } from '../../src/simulator/git/tree.ts';
import { patience } from '../support/patience.ts';
import { realGit } from '../support/real-git.ts';

let directory: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plain-git-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function newRepository(): GitRepository {
  count += 1;
  return createGitRepository(join(directory, `${count}.git`), { defaultBranch: 'main' });
}

function ask(repository: GitRepository, ...args: readonly string[]): string | undefined {
  const { ok, stdout } = realGit(['--git-dir', repository.path, ...args], { directory });
  return ok ? stdout.trim() : undefined;
}

const paths = ['a', 'a.b', 'dir/a', 'dir/b', 'dir/deep/a', 'dir0/a', 'z'];
const lines = fc.array(fc.constantFrom('one\n', 'two\n', 'three\n', 'four'), { maxLength: 4 });
const file: fc.Arbitrary<GitFile> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ path: fc.constantFrom(...paths), content: lines.map((all) => all.join('')) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ path: fc.constantFrom(...paths), deleted: fc.constant(true as const) }),
  },
);
const change = fc.array(file, { minLength: 1, maxLength: 3 });
const sides = fc.record({
  first: fc.array(file, { minLength: 3, maxLength: 8 }),
  ours: fc.array(change, { maxLength: 2 }),
  theirs: fc.array(change, { maxLength: 2 }),
});

async function commitAll(
  repository: GitRepository,
  branch: string,
  changes: readonly (readonly GitFile[])[],
) {
  let oid = repository.readRef('refs/heads/main') ?? '';
  for (const files of changes) oid = await repository.commitFiles(files, { branch, message: branch });
  return oid;
}

async function build({
  first,
  ours,
  theirs,
}: { readonly [Key in 'ours' | 'theirs']: GitFile[][] } & { readonly first: GitFile[] }) {
  const repository = newRepository();
  const base = await repository.commitFiles(first);
  const left = await commitAll(repository, 'left', ours);
  const right = await commitAll(repository, 'right', theirs);
  return { repository, base, left, right };
}

function diffOfGit(repository: GitRepository, before: string, after: string) {
  const shown = ask(repository, 'diff-tree', '-r', '-M', '--numstat', before, after) ?? '';
  return shown.split('\n').filter(Boolean);
}

test(
  'two lines of commits are merged, compared and copied as git does it',
  async () => {
    const done = { merged: 0, compared: 0 };
    await fc.assert(
      fc.asyncProperty(sides, async (some) => {
        const { repository, base, left, right } = await build(some);
        const { objects } = repository;
        expect(findSharedBase(objects, left, right)?.base).toBe(ask(repository, 'merge-base', left, right));
        const listed = ask(repository, 'rev-list', '--reverse', '--topo-order', `${left}..${right}`) ?? '';
        expect(findNewLine(objects, left, right)).toEqual(listed.split('\n').filter(Boolean));
        const merged = ask(repository, 'merge-tree', '--write-tree', left, right)?.split('\n')[0];
        const plain = mergePlainly(objects, left, right);
        if (plain !== undefined) done.merged += 1;
        expect(plain ?? merged).toBe(merged);
        expect(await mergeTrees(repository, left, right)).toBe(merged);
        const compared = diffPlainly(objects, base, left);
        if (compared !== undefined) done.compared += 1;
        const shown = compared?.map((one) => `${one.additions}\t${one.deletions}\t${one.path}`);
        const expected = diffOfGit(repository, base, left);
        expect(shown ?? expected).toEqual(expected);
        const copy = newRepository();
        await copyHistory(repository, copy, left);
        expect(ask(copy, 'fsck', '--strict', left)).toBe('');
        expect(ask(copy, 'rev-parse', `${left}^{tree}`)).toBe(ask(repository, 'rev-parse', `${left}^{tree}`));
      }),
      { seed: 1, numRuns: 60 },
    );
    expect(done.merged).toBeGreaterThan(10);
    expect(done.compared).toBeGreaterThan(10);
  },
  patience(60_000),
);

test('what is in a pack is left to git', async () => {
  const [first, ours, theirs] = [
    [{ path: 'a', content: 'one\n' }],
    [[{ path: 'b', content: 'two\n' }]],
    [[{ path: 'c', content: 'three\n' }]],
  ];
  const { repository, base, left, right } = await build({ first, ours, theirs });
  ask(repository, 'repack', '-a', '-d');
  // Another one on the same folder: it has read nothing yet.
  const packed = createGitRepository(repository.path, { defaultBranch: 'main' });
  expect(collectHistory(packed.objects, left)).toBeUndefined();
  expect(await findMergeBase(packed, left, right)).toBe(base);
  expect(await listNewCommits(packed, left, right)).toEqual([right]);
  expect((await diffCommits(packed, base, left)).map(({ path }) => path)).toEqual(['b']);
  expect(await mergeTrees(packed, left, right)).toBe(
    ask(repository, 'merge-tree', '--write-tree', left, right),
  );
});

test('a branch goes as if git had deleted it, and its folders with it', async () => {
  const repository = newRepository();
  const oid = await repository.commitFiles([{ path: 'a', content: 'one\n' }]);
  await repository.updateRef('refs/heads/group/main/one', oid);
  await repository.updateRef('refs/heads/group/two', oid);
  expect(repository.path).not.toBe('');
  await repository.updateRef('refs/heads/group/main/one', undefined);
  await repository.updateRef('refs/heads/group/main', oid);
  const shown = ask(repository, 'for-each-ref', '--format=%(refname)')?.split('\n');
  expect(shown).toEqual(['refs/heads/group/main', 'refs/heads/group/two', 'refs/heads/main']);
  expect((await repository.listRefs('refs/')).map(({ ref }) => ref)).toEqual(shown);
});
