/** Pull requests: found by branch, shown with what they change, in REST and in GraphQL. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addReview } from '../../src/simulator/refs/reviews.ts';
import { createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

let gitHub: SimulatedApi;
let reader: string;

beforeAll(async () => {
  gitHub = await createSimulatedApi({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: { 'main.tf': 'a\nb\n', old: 'the same text in both\n' },
        branches: {
          feature: { files: { 'main.tf': 'a\nc\n', new: 'n\n' } },
          done: { files: { x: 'x' } },
          next: {},
        },
        pull_requests: [
          { number: 12, head: 'feature', title: 'Add', body: 'Why.', author: 'mona', draft: true },
          { head: 'done', state: 'merged' },
          { head: 'feature', base: 'next', state: 'closed' },
          { number: 20, head: 'feature', head_repository: 'mona/infra' },
        ],
      },
      { name: 'mona/infra', id: 2, visibility: 'public', files: { a: 'a' }, branches: { feature: {} } },
      {
        ...{ name: 'acme/site', id: 3, files: { a: 'a' }, people: { mona: 'read' } },
        branches: { topic: { files: { b: 'b' } }, other: { files: { c: 'c' } }, same: {} },
      },
      {
        name: 'acme/old',
        id: 4,
        archived: true,
        files: { a: 'a' },
        branches: { topic: { files: { b: 'b' } } },
      },
    ],
    accounts: [
      { login: 'mona', type: 'User', id: 1001 },
      { login: 'stranger', type: 'User', id: 1002 },
    ],
    apps: [{ slug: 'broker', permissions: { contents: 'read', pull_requests: 'write' } }],
    installations: [{ id: 7, app: 'broker', account: 'acme' }],
  });
  reader = await gitHub.mint({ permissions: { contents: 'read', pull_requests: 'read' } });
});
afterAll(() => gitHub.stop());

const get = (path: string, token = reader) => gitHub.call('GET', `/repos/acme/infra${path}`, { token });

test.each([
  ['open ones, newest first', '', [20, 12]],
  ['by owner and branch', '?head=acme:feature', [12]],
  ['by owner and branch of a fork', '?head=Mona:feature', [20]],
  ['all of a branch', '?state=all&head=acme:feature&direction=asc', [2, 12]],
  ['closed ones, merged or not', '?state=closed', [2, 1]],
  ['by base', '?state=all&base=next', [2]],
  ['none of a branch that has none', '?head=acme:next', []],
  ['everything for a head without an owner', '?head=feature', [20, 12]],
  ['by page', '?per_page=1&page=2', [12]],
])('lists %s', async (_name, query, numbers) => {
  const { status, body } = await get(`/pulls${query}`);
  expect(status).toBe(200);
  expect(body.map(({ number }: { number: number }) => number)).toEqual(numbers);
});

test('shows one with its branches and what it changes', async () => {
  const { git } = gitHub.world.repositories.get(1) ?? {};
  expect((await get('/pulls/12')).body).toMatchObject({
    number: 12,
    title: 'Add',
    body: 'Why.',
    state: 'open',
    draft: true,
    merged: false,
    user: { login: 'mona', id: 1001 },
    head: { label: 'acme:feature', ref: 'feature', sha: await git?.resolveRef('feature'), repo: { id: 1 } },
    base: { ref: 'main', sha: await git?.resolveRef('main') },
    ...{ commits: 1, additions: 2, deletions: 1, changed_files: 2, comments: 0 },
  });
  expect((await get('/pulls/20')).body).toMatchObject({ head: { label: 'mona:feature', repo: { id: 2 } } });
  expect((await get('/pulls/1')).body).toMatchObject({ state: 'closed', merged: true });
  expect((await get('/pulls/99')).status).toBe(404);
});

test('needs pull_requests: read', async () => {
  const token = await gitHub.mint({ permissions: { contents: 'read' } });
  for (const path of ['/pulls', '/pulls/12']) expect((await get(path, token)).status).toBe(403);
  const query = '{ repository(owner: "acme", name: "infra") { pullRequest(number: 12) { number } } }';
  expect((await gitHub.graphql(query, { token })).body.errors).toMatchObject([{ type: 'FORBIDDEN' }]);
});

test('finds them in GraphQL by the branch they come from', async () => {
  const query = `{ repository(owner: "acme", name: "infra") {
    pullRequests(headRefName: "feature", states: [OPEN], first: 10) { totalCount
      nodes { number state isDraft isCrossRepository headRefOid author { login } headRepository { nameWithOwner }
        headRef { target { oid } } } } } }`;
  const { pullRequests } = (await gitHub.graphql(query, { token: reader })).body.data.repository;
  const oid = await gitHub.world.repositories.get(1)?.git.resolveRef('feature');
  expect(pullRequests).toMatchObject({
    totalCount: 2,
    nodes: [
      {
        ...{ number: 12, state: 'OPEN', isDraft: true, isCrossRepository: false, headRefOid: oid },
        author: { login: 'mona' },
        headRepository: { nameWithOwner: 'acme/infra' },
        headRef: { target: { oid } },
      },
      { number: 20, isCrossRepository: true, headRepository: { nameWithOwner: 'mona/infra' } },
    ],
  });
});

describe('a pull request that the App opens', () => {
  const permissions = { contents: 'read', pull_requests: 'write' };
  const ofWriter = () => gitHub.mint({ permissions });
  const open = async (fields: object, token?: string) =>
    gitHub.call('POST', '/repos/acme/site/pulls', {
      token: token ?? (await ofWriter()),
      body: { title: 'Add', head: 'topic', base: 'main', ...fields },
    });
  const ask = async (reviewers: readonly string[]) =>
    gitHub.call('POST', '/repos/acme/site/pulls/1/requested_reviewers', {
      token: await ofWriter(),
      body: { reviewers },
    });

  test('has its bot as the author, and is an event that starts workflows', async () => {
    expect(await open({ body: 'Why.' })).toMatchObject({
      status: 201,
      body: {
        ...{ number: 1, title: 'Add', body: 'Why.', state: 'open', draft: false },
        user: { login: 'broker[bot]' },
        head: { label: 'acme:topic', repo: { id: 3 } },
        base: { ref: 'main' },
        requested_reviewers: [],
      },
    });
    expect(gitHub.world.events.at(-1)).toMatchObject({
      ...{ event: 'pull_request', action: 'opened', actor: 'broker[bot]', startsWorkflows: true },
    });
  });

  test.each([
    ['for a branch that has one', {}, 'A pull request already exists for acme:topic.'],
    ['without new commits', { head: 'same' }, 'No commits between main and same'],
    ['from a branch that does not exist', { head: 'none' }, 'head'],
    ['into a branch that does not exist', { head: 'acme:other', base: 'none' }, 'base'],
    ['from another owner', { head: 'mona:feature' }, 'head'],
    ['without a title', { title: ' ' }, 'missing_field'],
    ['with a long title', { title: 'x'.repeat(257) }, 'title is too long'],
    ['with a long body', { body: 'x'.repeat(65_537) }, 'body is too long'],
    ['without a head', { head: undefined }, '\\"head\\" wasn\'t supplied.'],
  ])('is refused %s', async (_name, fields, message) => {
    const { status, body } = await open(fields);
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain(message);
  });

  test('needs pull_requests: write, and a repository that is not archived', async () => {
    expect((await open({}, reader)).status).toBe(403);
    const token = await ofWriter();
    const body = { title: 'Add', head: 'topic', base: 'main' };
    expect((await gitHub.call('POST', '/repos/acme/old/pulls', { token, body })).status).toBe(403);
  });

  test('asks collaborators for a review, until they review', async () => {
    expect(await ask(['mona'])).toMatchObject({
      status: 201,
      body: { requested_reviewers: [{ login: 'mona' }] },
    });
    for (const others of [['stranger'], ['nobody'], ['mona', 'stranger']])
      expect(await ask(others)).toMatchObject({
        status: 422,
        body: { message: expect.stringContaining('only be requested from collaborators') },
      });
    expect((await ask(['broker[bot]'])).body.message).toContain('pull request author');
    const repository = gitHub.world.repositories.get(3);
    const pull = repository?.pullRequests.get(1);
    if (repository === undefined || pull === undefined) throw new Error('no pull request');
    const review = { authorId: 1001, body: '', state: 'APPROVED' } as const;
    addReview(gitHub.world, { repository, pull, by: undefined }, review);
    expect((await gitHub.call('GET', '/repos/acme/site/pulls/1', { token: reader })).body).toMatchObject({
      requested_reviewers: [],
    });
  });
});
