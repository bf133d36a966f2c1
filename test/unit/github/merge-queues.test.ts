/** What counts of GitHub's answer about a merge queue. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createGitHubClient } from '../../../src/github/client.ts';
import { fetchQueuedPulls } from '../../../src/github/merge-queues.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const sha = (digit: string) => digit.repeat(40);
const pull = (number: unknown, databaseId: unknown = 1001) => ({ number, baseRepository: { databaseId } });
const node = (number: unknown = 12) => ({
  baseCommit: { oid: sha('a') },
  headCommit: { oid: sha('b') },
  pullRequest: pull(number),
});
const queueOf = (nodes: unknown, databaseId: unknown = 1001) => ({
  data: { repository: { databaseId, mergeQueue: { entries: { nodes } } } },
});

async function ask(answer: unknown, status = 200) {
  const sent: { readonly url: string; readonly variables: unknown }[] = [];
  const client = createGitHubClient(
    {
      apiUrl: 'https://ghes.example.com/api/v3',
      graphqlUrl: 'https://ghes.example.com/api/graphql',
      appId: '42',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      userAgent: 'test',
    },
    {
      clock: { now: () => 0, sleep: async () => undefined },
      random: { fraction: () => 0.5 },
      logger: quiet,
      fetch: async (url, init) => {
        sent.push({ url: String(url), variables: JSON.parse(String(init?.body)).variables });
        return new Response(JSON.stringify(answer), {
          status,
          headers: { 'content-type': 'application/json' },
        });
      },
    },
  );
  const calls = { client, now: () => 0, signal: AbortSignal.timeout(20_000) };
  const handle = { name: 'acme/infra', token: 'ghs_x' };
  const result = await fetchQueuedPulls(calls, handle, { branch: 'main', repositoryId: '1001' }).catch(
    (error: unknown) => error,
  );
  return { sent, result };
}

test('asks once, for one branch', async () => {
  const { sent, result } = await ask(queueOf([node()]));
  expect(sent).toEqual([
    {
      url: 'https://ghes.example.com/api/graphql',
      variables: { owner: 'acme', name: 'infra', branch: 'main' },
    },
  ]);
  expect(result).toEqual([{ number: 12, baseSha: sha('a'), headSha: sha('b') }]);
});

describe('leaves out', () => {
  test.each([
    { name: 'an entry that is not tested yet', entry: { ...node(), headCommit: null } },
    { name: 'an entry without a base', entry: { ...node(), baseCommit: null } },
    { name: 'a commit that is not one', entry: { ...node(), headCommit: { oid: 'main' } } },
    { name: 'an entry that is null', entry: null },
  ])('$name', async ({ entry }) => {
    expect((await ask(queueOf([entry, node(13)]))).result).toEqual([expect.objectContaining({ number: 13 })]);
  });

  test('what is beyond the page that was asked for', async () => {
    const nodes = Array.from({ length: 300 }, (_, index) => node(index + 1));
    expect((await ask(queueOf(nodes))).result).toHaveLength(100);
  });
});

describe('has an entry without a number for', () => {
  test.each([
    { name: 'a pull request that the token may not see', entry: { ...node(), pullRequest: null } },
    { name: 'a pull request of another repository', entry: { ...node(), pullRequest: pull(12, 1002) } },
    { name: 'a number that is not one', entry: node('12') },
    { name: 'the number 0', entry: node(0) },
  ])('$name', async ({ entry }) => {
    const { result } = await ask(queueOf([entry, node(13)]));
    expect(result).toEqual([
      { number: undefined, baseSha: sha('a'), headSha: sha('b') },
      { number: 13, baseSha: sha('a'), headSha: sha('b') },
    ]);
  });
});

test.each([
  {
    name: 'a branch without a queue',
    answer: { data: { repository: { databaseId: 1001, mergeQueue: null } } },
  },
  { name: 'another repository of the same name', answer: queueOf([node()], 1002) },
  { name: 'entries that are not a list', answer: queueOf('x') },
])('is empty for $name', async ({ answer }) => {
  expect((await ask(answer)).result).toEqual([]);
});

test.each([
  { name: 'a token that may not read queues', type: 'FORBIDDEN', kind: 'forbidden' },
  { name: 'a repository that is gone', type: 'NOT_FOUND', kind: 'forbidden' },
  { name: 'a field that GitHub could not answer', type: '', kind: 'unreachable' },
])('fails for $name', async ({ type, kind }) => {
  const errors = [{ type, message: 'No.', path: ['repository', 'mergeQueue'] }];
  const { result } = await ask({ data: { repository: { databaseId: 1001, mergeQueue: null } }, errors });
  expect(result).toMatchObject({ kind });
});

test('is not repeated when GitHub fails', async () => {
  const { sent, result } = await ask({ message: 'Bad gateway' }, 502);
  expect(result).toMatchObject({ kind: 'unreachable' });
  expect(sent).toHaveLength(1);
});
