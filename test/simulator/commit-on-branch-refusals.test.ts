/** Every way in which `createCommitOnBranch` refuses, and that nothing has changed then. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileAddition as add, commitOnBranch } from '../support/commit-on-branch.ts';
import { type CommitScene, createCommitScene } from '../support/commit-world.ts';

let scene: CommitScene;
beforeAll(async () => {
  scene = await createCommitScene();
});
afterAll(() => scene.gitHub.stop());

type Input = Readonly<Record<string, unknown>>;
const zeros = '0'.repeat(40);
const named = (branchName: string, repositoryNameWithOwner = 'acme/infra') => ({
  branch: { branchName, repositoryNameWithOwner },
});
/** The branch with its head, as the commit is refused for another reason. */
const on = async (branch: string) => ({ ...named(branch), expectedHeadOid: await scene.headOf(branch) });

async function refusalOf(input: Input, token?: string) {
  const before = scene.git('for-each-ref');
  const { data, errors } = await commitOnBranch(scene, input, token);
  expect(data?.createCommitOnBranch ?? null).toBeNull();
  expect(errors).toHaveLength(1);
  expect(scene.git('for-each-ref')).toBe(before);
  expect(scene.gitHub.world.events).toEqual([]);
  return errors[0];
}

test('refuses another head with STALE_DATA', async () => {
  expect(await refusalOf({ expectedHeadOid: zeros })).toEqual({
    type: 'STALE_DATA',
    path: ['createCommitOnBranch'],
    locations: expect.any(Array),
    message: `Expected branch to point to "${zeros}" but it did not.  Pull and try again.`,
  });
});

test('refuses a protected branch', async () => {
  expect(await refusalOf(await on('main'))).toMatchObject({
    type: 'BRANCH_PROTECTION_RULE_VIOLATION',
    message: 'Changes must be made through a pull request.',
  });
});

test('refuses a branch under a ruleset', async () => {
  expect(await refusalOf(await on('release/1'))).toMatchObject({
    type: 'UNPROCESSABLE',
    message: 'Repository rule violations found\n\nCannot update this protected ref.\n\n',
  });
});

test('refuses a workflow file without workflows: write', async () => {
  const path = '.github/workflows/b.yml';
  expect(await refusalOf({ fileChanges: { additions: [add(path)] } })).toMatchObject({
    message: `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`,
  });
});

test('refuses an archived repository', async () => {
  const expectedHeadOid = await scene.headOf('main', 3);
  expect(await refusalOf({ ...named('main', 'acme/old'), expectedHeadOid })).toMatchObject({
    type: 'FORBIDDEN',
    message: 'Repository was archived so is read-only.',
  });
});

test('needs contents: write', async () => {
  expect(await refusalOf({}, scene.reader)).toMatchObject({
    type: 'FORBIDDEN',
    message: 'Resource not accessible by integration',
  });
});

test.each<[string, Input, string, RegExp]>([
  ['a branch that does not exist', named('nowhere'), 'NOT_FOUND', /refs\/heads\/nowhere/],
  ['a repository that does not exist', named('feature', 'acme/none'), 'NOT_FOUND', /acme\/none/],
  ['an id that is none', { branch: { id: 'REF_x' } }, 'NOT_FOUND', /REF_x/],
  ['an id and a name', { branch: { id: 'x', branchName: 'a' } }, 'UNPROCESSABLE', /named by its id, or/],
  ['a name without a repository', { branch: { branchName: 'a' } }, 'UNPROCESSABLE', /named by its id, or/],
])('refuses %s', async (_name, input, type, message) => {
  expect(await refusalOf(input)).toMatchObject({ type, message: expect.stringMatching(message) });
});

const gone = (path: string) => ({ deletions: [{ path }] });
const twice = { additions: [add('main.tf')], ...gone('main.tf') };

test.each<[string, object, RegExp]>([
  ['the deletion of a missing path', gone('none'), /^A path was requested for deletion which does not/],
  ['the deletion of a folder', gone('bin'), /^A path was requested for deletion which does not exist as of/],
  ['a path twice', { additions: [add('a'), add('a')] }, /more than once/],
  ['a path added and deleted', twice, /more than once/],
  ['a file on a folder', { additions: [add('bin')] }, /is not a file/],
  ['a file on a submodule', { additions: [add('vendor')] }, /is not a file/],
  ['a file below a file', { additions: [add('main.tf/x')] }, /below a file/],
  ['a path out of the repository', { additions: [add('../x')] }, /malformed/],
  ['an absolute path', { additions: [add('/x')] }, /start with a slash/],
  ['.git in disguise', { additions: [add('.GI\u200cT/config')] }, /malformed/],
  ['base64 with a line break', { additions: [{ path: 'a', contents: 'YWFh\nYWFh' }] }, /RFC 4648/],
  ['base64 without padding', { additions: [{ path: 'a', contents: 'YQ' }] }, /RFC 4648/],
])('refuses %s', async (_name, fileChanges, message) => {
  expect((await refusalOf({ fileChanges })).message).toMatch(message);
});
