/** Errors in CODEOWNERS: lines that GitHub cannot read, and owners without write access. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

const owners = [
  '# @nobody owns nothing',
  '* @will @acme/platform',
  '/docs @rita',
  '/gone @nobody # a comment',
  '/team @acme/readers @acme/absent',
  '!*.tf @will',
  '[ab].tf @will',
  '/ @will',
  '***/x @will',
  '/mail will@example.com',
  '/word will',
  '/none',
].join('\n');

let gitHub: SimulatedApi;
let token: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    accounts: [{ login: 'will', type: 'User' }],
    teams: [
      { organization: 'acme', slug: 'platform', members: ['will'] },
      { organization: 'acme', slug: 'readers', members: ['will'] },
    ],
    repositories: [
      {
        name: 'acme/infra',
        people: { will: 'write', rita: 'read' },
        teams: { platform: 'write', readers: 'read' },
        files: { CODEOWNERS: owners, 'docs/CODEOWNERS': '* @nobody' },
        branches: { better: { files: { '.github/CODEOWNERS': '* @will\n' } } },
      },
      { name: 'acme/free', files: { a: 'a' } },
    ],
    apps: [{ slug: 'broker', permissions: { metadata: 'read', contents: 'read' } }],
    installations: [{ app: 'broker', account: 'acme' }],
  });
  token = await gitHub.mint();
});
afterAll(() => gitHub.stop());

const ask = (repository: string, query = '') =>
  gitHub.call('GET', `/repos/${repository}/codeowners/errors${query}`, { token });

test('are found in the first file that exists, line by line', async () => {
  const { status, body } = await ask('acme/infra');
  expect(status).toBe(200);
  const { errors } = body as { errors: readonly { line: number; kind: string; path: string }[] };
  expect(errors.map(({ line, kind }) => [line, kind])).toEqual([
    [3, 'Unknown owner'],
    [4, 'Unknown owner'],
    [5, 'Unknown owner'],
    [6, 'Invalid pattern'],
    [7, 'Invalid pattern'],
    [8, 'Invalid pattern'],
    [9, 'Invalid pattern'],
    [10, 'Unknown owner'],
    [11, 'Invalid owner'],
  ]);
  expect(new Set(errors.map(({ path }) => path))).toEqual(new Set(['CODEOWNERS']));
  expect(errors[1]).toMatchObject({
    column: 7,
    source: '/gone @nobody # a comment',
    suggestion: 'make sure @nobody exists and has write access to the repository',
  });
});

test('are those of the ref that is asked for', async () => {
  expect((await ask('acme/infra', '?ref=better')).body).toEqual({ errors: [] });
});

test.each([
  ['a commit without the file', 'acme/free', ''],
  ['an unknown ref', 'acme/infra', '?ref=nowhere'],
])('are not found for %s', async (_name, repository, query) => {
  expect((await ask(repository, query)).status).toBe(404);
});
