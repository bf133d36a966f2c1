/** `createCommitOnBranch`: compare-and-swap on the head, kept modes, GitHub's signature, and every way in which it refuses. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { Repository } from '../../src/simulator/world.ts';
import { realGit } from '../support/real-git.ts';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

const mutation = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
  clientMutationId
  ref { name }
  commit { oid messageHeadline messageBody parents(first: 5) { nodes { oid } }
    author { name email user { login } } committer { name email }
    signature { isValid state wasSignedByGitHub signer { login } } } } }`;

// One key for all the worlds of this file: making one takes longer than a test.
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
let gitHub: SimulatedApi;
let writer: string;

beforeEach(async () => {
  await gitHub?.stop();
  gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: {
          'main.tf': 'a\n',
          'bin/run': { content: '#!', executable: true },
          link: { symlink: 'main.tf' },
          '.github/workflows/ci.yml': 'on: push\n',
          vendor: { submodule: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3' },
        },
        branches: { feature: {}, 'release/1': {}, other: { files: { '.github/workflows/new.yml': 'x\n' } } },
        protection: [{ pattern: 'main' }],
        rulesets: [{ name: 'releases', include: ['refs/heads/release/*'], rules: ['pull_request'] }],
        pull_requests: [{ number: 12, head: 'feature' }],
      },
      { name: 'acme/old', id: 2, archived: true, files: { a: 'a' } },
    ],
    apps: [
      {
        slug: 'atmos-pro',
        private_key: privateKey,
        permissions: { contents: 'write', workflows: 'write', pull_requests: 'read' },
      },
    ],
    installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
  });
  writer = await gitHub.mint({ permissions: { contents: 'write' } });
});
afterAll(() => gitHub.stop());

function repositoryOf(id = 1): Repository {
  const repository = gitHub.world.repositories.get(id);
  if (repository === undefined) throw new Error('There is no such repository.');
  return repository;
}
const headOf = async (branch = 'feature', id = 1) =>
  (await repositoryOf(id).git.resolveRef(`refs/heads/${branch}`)) ?? '';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const add = (path: string, text = 'new\n') => ({ path, contents: base64(text) });

async function commit(input: Record<string, unknown> = {}, token = writer) {
  const variables = {
    input: {
      branch: { repositoryNameWithOwner: 'acme/infra', branchName: 'feature' },
      expectedHeadOid: await headOf(),
      message: { headline: 'Format', body: 'By hand.' },
      fileChanges: { additions: [add('main.tf')] },
      ...input,
    },
  };
  return (await gitHub.graphql(mutation, { token, variables })).body;
}

/** What real git prints about the repository. */
function git(...args: string[]): string {
  const { ok, stdout, stderr } = realGit(args, { directory: repositoryOf().git.path });
  if (!ok) throw new Error(stderr);
  return stdout;
}

test('commits as the App, signed by GitHub, on the head that was expected', async () => {
  const head = await headOf();
  const { data } = await commit({ clientMutationId: 'x' });
  const bot = `${gitHub.world.apps.get(900_001)?.botId}+atmos-pro[bot]@users.noreply.github.com`;
  expect(data.createCommitOnBranch).toEqual({
    clientMutationId: 'x',
    ref: { name: 'feature' },
    commit: {
      oid: await headOf(),
      messageHeadline: 'Format',
      messageBody: 'By hand.',
      parents: { nodes: [{ oid: head }] },
      author: { name: 'atmos-pro[bot]', email: bot, user: null },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
      signature: { isValid: true, state: 'VALID', wasSignedByGitHub: true, signer: { login: 'web-flow' } },
    },
  });
  expect(git('show', 'feature:main.tf')).toBe('new\n');
  expect(git('log', '-1', '--format=%an|%ae|%cn|%P', 'feature').trim()).toBe(
    `atmos-pro[bot]|${bot}|GitHub|${head}`,
  );
  expect(git('fsck', '--strict', '--no-dangling')).toBe('');
});

test('takes the branch by its id, too', async () => {
  const query =
    '{ repository(owner: "acme", name: "infra") { ref(qualifiedName: "refs/heads/feature") { id } } }';
  const { id } = (await gitHub.graphql(query, { token: writer })).body.data.repository.ref;
  const { data } = await commit({ branch: { id } });
  expect(data.createCommitOnBranch.commit.oid).toBe(await headOf());
});

test('adds and deletes files, keeps the modes of those that stay, and makes new ones plain', async () => {
  const { errors } = await commit({
    fileChanges: {
      additions: [
        add('bin/run', '#!/bin/sh\n'),
        add('bin/new', '#!'),
        add('link', 'bin/run'),
        add('main.tf/x'),
      ],
      deletions: [{ path: 'main.tf' }, { path: 'vendor' }],
    },
  });
  expect(errors).toBeUndefined();
  const listed = git('ls-tree', '-r', 'feature').trim().split('\n');
  expect(listed.map((line) => line.replace(/ (blob|commit) [0-9a-f]{40}\t/, ' '))).toEqual([
    '100644 .github/workflows/ci.yml',
    '100644 bin/new',
    '100755 bin/run',
    '120000 link',
    '100644 main.tf/x',
  ]);
});

test('commits nothing when there is nothing, and says so with a commit', async () => {
  const tree = git('rev-parse', 'feature^{tree}');
  await commit({ fileChanges: null });
  expect(git('rev-parse', 'feature^{tree}')).toBe(tree);
  expect(git('rev-list', '--count', 'feature').trim()).toBe('2');
});

test('lets one of two at once win', async () => {
  const answers = await Promise.all([commit(), commit({ fileChanges: { additions: [add('b')] } })]);
  expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
  expect(answers.flatMap(({ errors }) => errors ?? [])).toMatchObject([{ type: 'STALE_DATA' }]);
  expect(git('rev-list', '--count', 'feature').trim()).toBe('2');
});

test('tells of the push, which starts workflows, and of the pull request', async () => {
  const before = await headOf();
  await commit();
  const after = await headOf();
  const place = { repositoryId: 1, before, after, actor: 'atmos-pro[bot]', startsWorkflows: true };
  expect(gitHub.world.events).toEqual([
    { number: 1, event: 'push', ref: 'refs/heads/feature', ...place },
    { number: 2, event: 'pull_request', action: 'synchronize', subject: 12, ...place },
  ]);
});

const zeros = '0'.repeat(40);
const branch = (branchName: string, repositoryNameWithOwner = 'acme/infra') => ({
  branchName,
  repositoryNameWithOwner,
});
const changes = (fileChanges: object) => async () => ({ fileChanges });
const workflowRefusal =
  'refusing to allow a GitHub App to create or update workflow `.github/workflows/b.yml` without `workflows` permission';

test.each<[string, () => Promise<object>, { type?: string; message: string | RegExp }]>([
  [
    'another head',
    async () => ({ expectedHeadOid: zeros }),
    {
      type: 'STALE_DATA',
      message: `Expected branch to point to "${zeros}" but it did not.  Pull and try again.`,
    },
  ],
  [
    'a protected branch',
    async () => ({ branch: branch('main'), expectedHeadOid: await headOf('main') }),
    { type: 'BRANCH_PROTECTION_RULE_VIOLATION', message: 'Changes must be made through a pull request.' },
  ],
  [
    'a branch under a ruleset',
    async () => ({ branch: branch('release/1'), expectedHeadOid: await headOf('release/1') }),
    {
      type: 'UNPROCESSABLE',
      message: 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
    },
  ],
  [
    'a workflow file without workflows: write',
    changes({ additions: [add('.github/workflows/b.yml')] }),
    { type: 'UNPROCESSABLE', message: workflowRefusal },
  ],
  [
    'a branch that is not there',
    async () => ({ branch: branch('nowhere') }),
    { type: 'NOT_FOUND', message: /refs\/heads\/nowhere/ },
  ],
  [
    'a repository that is not there',
    async () => ({ branch: branch('feature', 'acme/none') }),
    { type: 'NOT_FOUND', message: /acme\/none/ },
  ],
  ['an id that is none', async () => ({ branch: { id: 'REF_x' } }), { type: 'NOT_FOUND', message: /REF_x/ }],
  [
    'both ways of naming a branch',
    async () => ({ branch: { ...branch('feature'), id: 'REF_x' } }),
    { type: 'UNPROCESSABLE', message: /named by its id, or/ },
  ],
  [
    'an archived repository',
    async () => ({ branch: branch('main', 'acme/old'), expectedHeadOid: await headOf('main', 2) }),
    { type: 'FORBIDDEN', message: 'Repository was archived so is read-only.' },
  ],
  [
    'the deletion of what is not there',
    changes({ deletions: [{ path: 'none' }] }),
    {
      type: 'NOT_FOUND',
      message: /^A path was requested for deletion which does not exist as of commit oid `/,
    },
  ],
  [
    'the deletion of a folder',
    changes({ deletions: [{ path: 'bin' }] }),
    { message: /requested for deletion/ },
  ],
  ['a path twice', changes({ additions: [add('a'), add('a')] }), { message: /more than once/ }],
  [
    'a path added and deleted',
    changes({ additions: [add('main.tf')], deletions: [{ path: 'main.tf' }] }),
    { message: /more than once/ },
  ],
  ['a file on a folder', changes({ additions: [add('bin')] }), { message: /is no file/ }],
  ['a file on a submodule', changes({ additions: [add('vendor')] }), { message: /is no file/ }],
  ['a file below a file', changes({ additions: [add('main.tf/x')] }), { message: /below a file/ }],
  ['a path out of the repository', changes({ additions: [add('../x')] }), { message: /malformed/ }],
  ['an absolute path', changes({ additions: [add('/x')] }), { message: /start with a slash/ }],
  ['.git in disguise', changes({ additions: [add('.GI\u200cT/config')] }), { message: /malformed/ }],
  [
    'base64 with a line break',
    changes({ additions: [{ path: 'a', contents: 'YWFh\nYWFh' }] }),
    { message: /RFC 4648/ },
  ],
  [
    'base64 without padding',
    changes({ additions: [{ path: 'a', contents: 'YQ' }] }),
    { message: /RFC 4648/ },
  ],
])('refuses %s and changes nothing', async (_name, input, error) => {
  const before = git('for-each-ref');
  const { data, errors } = await commit((await input()) as Record<string, unknown>);
  expect(data?.createCommitOnBranch ?? null).toBeNull();
  expect(errors).toHaveLength(1);
  const { message, ...rest } = error;
  expect(errors[0]).toMatchObject(rest);
  if (typeof message === 'string') expect(errors[0].message).toBe(message);
  else expect(errors[0].message).toMatch(message);
  expect(git('for-each-ref')).toBe(before);
  expect(gitHub.world.events).toEqual([]);
});

test('needs contents: write', async () => {
  const reader = await gitHub.mint({ permissions: { contents: 'read' } });
  const { errors } = await commit({}, reader);
  expect(errors).toMatchObject([{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]);
});

test.each([
  ['workflows: write', { contents: 'write', workflows: 'write' }, '.github/workflows/b.yml', 'new\n'],
  ['a file that another branch has', { contents: 'write' }, '.github/workflows/new.yml', 'x\n'],
])('takes a workflow file with %s', async (_name, permissions, path, text) => {
  const token = await gitHub.mint({ permissions });
  const { errors } = await commit({ fileChanges: { additions: [add(path, text)] } }, token);
  expect(errors).toBeUndefined();
});
