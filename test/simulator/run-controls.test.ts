/** What `/_simulator` can do about workflow runs: set how they go, move their time, review as a person. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';
import { simpleWorkflow } from './workflow-scene.ts';

const deploy = `on: workflow_dispatch
jobs:
  deploy: {runs-on: x, environment: prod, steps: [{run: a}]}
`;

let simulator: TestSimulator;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      accounts: [{ login: 'acme' }, { login: 'alice', type: 'User' }, { login: 'bob', type: 'User' }],
      teams: [{ organization: 'acme', slug: 'ops', members: ['bob'] }],
      repositories: [
        {
          name: 'acme/infra',
          files: {
            '.github/workflows/plan.yaml': simpleWorkflow('workflow_dispatch:'),
            '.github/workflows/deploy.yaml': deploy,
          },
          environments: [{ name: 'prod', reviewer_teams: ['ops'] }],
        },
      ],
      runs: [{ repository: 'acme/infra', jobs: [{ name: 'job', permissions: { actions: 'write' } }] }],
    },
  });
});
afterAll(() => simulator.stop());

async function control(method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.origin}/_simulator${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function start(file: string): Promise<number> {
  const url = `${simulator.urls.api}/repos/acme/infra/actions/workflows/${file}/dispatches`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${simulator.world.jobs.get('job')?.token}`, 'user-agent': 'test' },
    body: JSON.stringify({ ref: 'main', return_run_details: true }),
  });
  return ((await response.json()) as { readonly workflow_run_id: number }).workflow_run_id;
}

async function runOf(id: number) {
  const { body } = await control('GET', '/runs?repository=acme/infra');
  return body.runs.find((run: { readonly id: number }) => run.id === id);
}

test('sets how later runs go, and keeps what it does not name', async () => {
  const play = { after: 60_000, conclusion: 'failure', exit: 2, report: { changes: 3 } };
  expect(
    (await control('POST', '/actions', { plays: { 'plan.yaml': play }, visible_after: 1000 })).status,
  ).toBe(200);
  expect(await control('POST', '/actions', { start_after: 500 })).toMatchObject({
    body: { start_after: 500, visible_after: 1000, return_run_details: true, plays: { 'plan.yaml': play } },
  });
  const id = await start('plan.yaml');
  await control('POST', '/time', { advance: 1000 });
  expect(await runOf(id)).toMatchObject({ status: 'in_progress', exit: 2, report: { changes: 3 } });
  await control('POST', '/time', { advance: 60_000 });
  expect(await runOf(id)).toMatchObject({ status: 'completed', conclusion: 'failure' });
});

test('reviews as a person, whom the environment must name', async () => {
  const approved = await start('deploy.yaml');
  const rejected = await start('deploy.yaml');
  await control('POST', '/time', { advance: 5000 });
  expect(await runOf(approved)).toMatchObject({ status: 'waiting', jobs: [{ environment: 'prod' }] });
  const review = { run: approved, reviewer: 'alice', state: 'approved' };
  expect(await control('POST', '/reviews', review)).toMatchObject({ status: 400 });
  expect(await control('POST', '/reviews', { ...review, reviewer: 'bob' })).toEqual({
    status: 200,
    body: { reviewed: ['prod'] },
  });
  await control('POST', '/reviews', {
    run: rejected,
    reviewer: 'bob',
    state: 'rejected',
    environments: ['PROD'],
  });
  expect(await runOf(approved)).toMatchObject({ status: 'in_progress' });
  expect(await runOf(rejected)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  const reviews = simulator.world.events.filter(({ event }) => event === 'deployment_review');
  expect(reviews.map(({ action, actor, run }) => [action, actor, run?.id])).toEqual([
    ['requested', 'github-actions[bot]', approved],
    ['requested', 'github-actions[bot]', rejected],
    ['approved', 'bob', approved],
    ['rejected', 'bob', rejected],
  ]);
});

test.each([
  ['an unknown key', '/actions', { play: {} }, 'play'],
  ['an unknown conclusion', '/actions', { plays: { a: { conclusion: 'fine' } } }, 'conclusion'],
  ['a review without a state', '/reviews', { run: 1, reviewer: 'bob' }, 'state'],
  ['a review by an unknown person', '/reviews', { run: 1, reviewer: 'eve', state: 'approved' }, 'eve'],
  ['a review of an unknown run', '/reviews', { run: 1, reviewer: 'bob', state: 'approved' }, 'run 1'],
])('refuses %s', async (_name, path, body, words) => {
  const answer = await control('POST', path, body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
  expect(answer.body.message).toContain(words);
});
