/** GraphQL: many repositories and files in one query, errors beside the data of the others. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let reader: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        default_branch: 'trunk',
        files: {
          'policy.yaml': 'rules: []\n',
          'latin.txt': { base64: 'w6nDqA==' },
          broken: { base64: '6Q==' },
          image: { base64: 'AAEC' },
          'long.txt': 'x'.repeat(600_000),
          link: { symlink: 'policy.yaml' },
          'dir/run.sh': { content: '#!', executable: true },
          module: { submodule: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3' },
        },
      },
      { name: 'acme/empty', id: 2, archived: true },
      { name: 'other/secret', id: 3, files: { a: 'a' } },
      { name: 'other/open', id: 4, visibility: 'public', files: { a: 'open\n' } },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
  reader = await gitHub.mint();
});
afterAll(() => gitHub.stop());

const ask = (query: string, token = reader, variables: unknown = {}) =>
  gitHub.graphql(query, { token, variables });
const readObject = async (expression: string) => {
  const query = `query($e: String!) { repository(owner: "acme", name: "infra") { object(expression: $e) {
    __typename oid ... on Blob { byteSize isBinary isTruncated text } } } }`;
  return (await ask(query, reader, { e: expression })).body.data.repository.object;
};

test('describes a repository', async () => {
  const { body } = await ask(`{ repository(owner: "ACME", name: "Infra") {
    databaseId nameWithOwner isPrivate isArchived visibility url owner { login ... on Organization { databaseId } }
    defaultBranchRef { name prefix target { oid ... on Commit { message committedDate } } } } }`);
  expect(body.data.repository).toMatchObject({
    databaseId: 1,
    nameWithOwner: 'acme/infra',
    isPrivate: true,
    isArchived: false,
    visibility: 'PRIVATE',
    owner: { login: 'acme', databaseId: 100_001 },
    defaultBranchRef: {
      name: 'trunk',
      prefix: 'refs/heads/',
      target: { oid: expect.stringMatching(/^[0-9a-f]{40}$/) },
    },
  });
});

test.each([
  ['text', 'HEAD:policy.yaml', { byteSize: 10, isBinary: false, isTruncated: false, text: 'rules: []\n' }],
  ['text beyond ASCII, measured in bytes', 'trunk:latin.txt', { byteSize: 4, text: 'éè' }],
  ['bytes that are not UTF-8', 'HEAD:broken', { byteSize: 1, isBinary: false, text: '\uFFFD' }],
  ['a binary file', 'HEAD:image', { byteSize: 3, isBinary: true, text: null }],
  ['a long file, cut', 'HEAD:long.txt', { byteSize: 600_000, isTruncated: true }],
  ['a symlink as its target', 'refs/heads/trunk:link', { text: 'policy.yaml' }],
  ['a directory', 'HEAD:dir', { __typename: 'Tree' }],
  ['a commit', 'HEAD', { __typename: 'Commit' }],
])('reads %s', async (_name, expression, expected) => {
  expect(await readObject(expression)).toMatchObject(expected);
});

test.each([['HEAD:none'], ['none:policy.yaml'], ['HEAD:module'], ['HEAD:../x'], ['']])(
  'finds nothing at "%s"',
  async (expression) => {
    expect(await readObject(expression)).toBeNull();
  },
);

test('lists a tree with modes as numbers', async () => {
  const { body } =
    await ask(`{ repository(owner: "acme", name: "infra") { object(expression: "HEAD:") { ... on Tree {
    entries { name mode type object { __typename } } } } } }`);
  expect(body.data.repository.object.entries).toEqual(
    expect.arrayContaining([
      { name: 'link', mode: 0o120000, type: 'blob', object: { __typename: 'Blob' } },
      { name: 'dir', mode: 0o040000, type: 'tree', object: { __typename: 'Tree' } },
      { name: 'module', mode: 0o160000, type: 'commit', object: null },
    ]),
  );
});

test('reads a file of a commit with its mode', async () => {
  const { body } =
    await ask(`{ repository(owner: "acme", name: "infra") { defaultBranchRef { target { ... on Commit {
    run: file(path: "dir/run.sh") { mode path type size object { ... on Blob { text } } }
    none: file(path: "none") { mode } } } } } }`);
  expect(body.data.repository.defaultBranchRef.target).toEqual({
    run: { mode: 0o100755, path: 'dir/run.sh', type: 'blob', size: 2, object: { text: '#!' } },
    none: null,
  });
});

test('answers what it can and names what it cannot', async () => {
  const { status, body } = await ask(`{
    good: repository(owner: "acme", name: "infra") { id }
    hidden: repository(owner: "other", name: "secret") { id }
    absent: repository(owner: "acme", name: "none") { id }
    open: repository(owner: "other", name: "open") { object(expression: "HEAD:a") { ... on Blob { text } } }
    empty: repository(owner: "acme", name: "empty") { isArchived isEmpty defaultBranchRef { name } } }`);
  expect(status).toBe(200);
  expect(body.data).toMatchObject({
    good: { id: expect.any(String) },
    hidden: null,
    absent: null,
    open: { object: { text: 'open\n' } },
    empty: { isArchived: true, isEmpty: true, defaultBranchRef: null },
  });
  expect(
    body.errors.map(({ type, path, message }: Record<string, unknown>) => ({ type, path, message })),
  ).toEqual([
    {
      type: 'NOT_FOUND',
      path: ['hidden'],
      message: "Could not resolve to a Repository with the name 'other/secret'.",
    },
    {
      type: 'NOT_FOUND',
      path: ['absent'],
      message: "Could not resolve to a Repository with the name 'acme/none'.",
    },
  ]);
});

test('finds nodes by id, each on its own', async () => {
  const ids = (
    await ask(
      '{ a: repository(owner: "acme", name: "infra") { id } o: repositoryOwner(login: "acme") { id } }',
    )
  ).body.data;
  const { body } = await ask('query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', reader, {
    ids: [ids.a.id, ids.o.id, 'R_x'],
  });
  expect(body.data.nodes.map((node: { __typename: string } | null) => node?.__typename)).toEqual([
    'Repository',
    'Organization',
    undefined,
  ]);
  expect(body.errors).toMatchObject([{ type: 'NOT_FOUND', path: ['nodes', 2] }]);
});
