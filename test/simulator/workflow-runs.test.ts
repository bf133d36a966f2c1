/** Runs of workflow files in the world's time: transitions and their events, plays, concurrency, environments, attempts, lists. */
import { expect, test } from '@jest/globals';
import { setJobExecutor, whenJobsEnd } from '../../src/simulator/workflows/start-job.ts';
import { startOfTime } from '../support/simulated-api.ts';
import { createWorkflowScene, runOf, simpleWorkflow, type WorkflowScene } from './workflow-scene.ts';

const dispatchOnly = 'workflow_dispatch:';

test('goes from queued to completed, with one event for each step', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': simpleWorkflow(dispatchOnly) },
    actions: {
      plays: { 'plan.yaml': { after: 30_000, conclusion: 'failure', exit: 1, report: { add: 2 } } },
    },
  });
  const id = await scene.start('plan.yaml');
  expect(await runOf(scene, id)).toEqual({ status: 'queued', conclusion: null, attempt: 1 });
  scene.gitHub.advance(1000);
  expect(await runOf(scene, id)).toMatchObject({ status: 'in_progress', conclusion: null });
  expect(await scene.call('GET', `/actions/runs/${id}/jobs`)).toMatchObject({
    body: { total_count: 1, jobs: [{ name: 'one', status: 'in_progress', labels: ['ubuntu-latest'] }] },
  });
  scene.gitHub.advance(29_999);
  expect(await runOf(scene, id)).toMatchObject({ status: 'in_progress' });
  // Every transition happens at its own time, also when the clock jumps over it.
  scene.gitHub.advance(60_000);
  const { body } = await scene.call('GET', `/actions/runs/${id}`);
  expect(body).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(Date.parse(body.updated_at)).toBe(startOfTime + 31_000);
  expect(scene.story()).toEqual([
    'workflow_run.requested',
    'workflow_run.in_progress',
    'workflow_run.completed',
  ]);
  expect(await scene.runs()).toMatchObject([{ exit: 1, report: { add: 2 }, conclusion: 'failure' }]);
});

const pipeline = `on: workflow_dispatch
jobs:
  build:
    runs-on: [self-hosted, linux]
    outputs: {go: 'true'}
    steps: [{run: 'true'}]
  test:
    needs: build
    if: needs.build.outputs.go == 'true'
    strategy: {matrix: {stack: [dev, prod], include: [{stack: dev, fast: true}]}}
    runs-on: ubuntu-latest
    steps: [{run: 'true'}]
  deploy:
    needs: [build, test]
    runs-on: ubuntu-latest
    steps: [{run: 'true'}]
  report:
    needs: [deploy]
    if: failure()
    runs-on: ubuntu-latest
    steps: [{run: 'true'}]
`;

test('jobs wait for those that they need, and are skipped by their conditions', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'all.yaml': pipeline },
    actions: {
      start_after: 0,
      plays: {
        'all.yaml': {
          after: 1000,
          jobs: { build: { outputs: { go: 'true' } }, test: { conclusion: 'failure', after: 5000 } },
        },
      },
    },
  });
  const id = await scene.start('all.yaml');
  const jobs = async () =>
    (await scene.runs())[0]?.jobs.map(({ name, status, conclusion }) => [name, conclusion ?? status]);
  expect(await jobs()).toEqual([
    ['build', 'in_progress'],
    ['test', 'queued'],
    ['deploy', 'queued'],
    ['report', 'queued'],
  ]);
  scene.gitHub.advance(1000);
  expect(await jobs()).toEqual([
    ['build', 'success'],
    ['test (dev, true)', 'in_progress'],
    ['test (prod)', 'in_progress'],
    ['deploy', 'queued'],
    ['report', 'queued'],
  ]);
  scene.gitHub.advance(5000);
  expect((await jobs())?.slice(3)).toEqual([
    ['deploy', 'skipped'],
    ['report', 'in_progress'],
  ]);
  scene.gitHub.advance(1000);
  expect(await runOf(scene, id)).toMatchObject({ status: 'completed', conclusion: 'failure' });

  // The jobs that succeeded are kept.
  expect((await scene.call('POST', `/actions/runs/${id}/rerun-failed-jobs`)).status).toBe(201);
  const again = (await scene.runs())[1];
  expect(again?.jobs.map(({ key, status }) => [key, status])).toEqual([
    ['build', 'completed'],
    ['test', 'in_progress'],
    ['test', 'in_progress'],
    ['deploy', 'queued'],
    // It succeeded, and needs one that did not.
    ['report', 'queued'],
  ]);
});

const expression = (key: string, text: string) => `${key}: \${{ ${text} }}\n`;

test.each([
  ['run-name', expression('run-name', 'secrets.TOKEN'), "Unrecognized named-value: 'secrets'"],
  ['concurrency', expression('concurrency', 'env.GROUP'), "Unrecognized named-value: 'env'"],
  ['a function', expression('run-name', 'hashFiles(inputs.x)'), "Unrecognized function: 'hashFiles'"],
])('an expression that the simulator does not know ends the run: %s', async (_name, line, problem) => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': simpleWorkflow(dispatchOnly, line) },
  });
  await scene.start('plan.yaml');
  expect(await scene.runs()).toMatchObject([{ status: 'completed', conclusion: 'startup_failure', problem }]);
  expect(scene.story()).toEqual(['workflow_run.requested', 'workflow_run.completed']);
});

function grouped(cancels: boolean): string {
  const inputs = 'workflow_dispatch:\n    inputs: {group: {}}';
  const rest = `concurrency: {group: "x-\${{ inputs.group }}", cancel-in-progress: ${cancels}}\n`;
  return simpleWorkflow(inputs, rest);
}

test('a concurrency group runs one and keeps one waiting, the newest', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': grouped(false) },
    actions: { start_after: 0 },
  });
  const statuses = async () => (await scene.runs()).map(({ status, conclusion }) => conclusion ?? status);
  await scene.start('plan.yaml', { group: 'a' });
  await scene.start('plan.yaml', { group: 'A' });
  expect(await statuses()).toEqual(['in_progress', 'pending']);
  await scene.start('plan.yaml', { group: 'a' });
  await scene.start('plan.yaml', { group: 'b' });
  expect(await statuses()).toEqual(['in_progress', 'cancelled', 'pending', 'in_progress']);
  scene.gitHub.advance(10_000);
  expect(await statuses()).toEqual(['success', 'cancelled', 'in_progress', 'success']);
});

test('cancel-in-progress ends the run that is under way', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': grouped(true) },
    actions: { start_after: 0 },
  });
  await scene.start('plan.yaml', { group: 'a' });
  await scene.start('plan.yaml', { group: 'a' });
  scene.gitHub.advance(1);
  expect((await scene.runs()).map(({ status, conclusion }) => conclusion ?? status)).toEqual([
    'cancelled',
    'in_progress',
  ]);
});

test('a group of a job holds only the job', async () => {
  const jobs = `on: workflow_dispatch
jobs:
  plan: {runs-on: x, steps: [{run: a}]}
  apply: {runs-on: x, needs: plan, concurrency: apply, steps: [{run: a}]}
`;
  await using scene = await createWorkflowScene({
    workflows: { 'apply.yaml': jobs },
    actions: { start_after: 0, plays: { 'apply.yaml': { after: 1000 } } },
  });
  await scene.start('apply.yaml');
  await scene.start('apply.yaml');
  scene.gitHub.advance(1500);
  expect((await scene.runs()).map(({ jobs: all }) => all.map(({ status }) => status))).toEqual([
    ['completed', 'in_progress'],
    ['completed', 'pending'],
  ]);
  scene.gitHub.advance(1500);
  expect((await scene.runs()).map(({ status }) => status)).toEqual(['completed', 'completed']);
});

const deploy = `on:
  workflow_dispatch:
    inputs: {environment: {}}
jobs:
  deploy:
    runs-on: x
    environment: {name: "\${{ inputs.environment }}", url: https://example.com}
    steps: [{run: a}]
`;

function createDeployScene(): Promise<WorkflowScene> {
  return createWorkflowScene({
    workflows: { 'deploy.yaml': deploy },
    actions: { start_after: 0, plays: { 'deploy.yaml': { after: 1000 } } },
    environments: [
      { name: 'Prod', reviewers: ['alice'] },
      { name: 'slow', wait_minutes: 5 },
      { name: 'released', branches: ['release/*'] },
    ],
  });
}

test('waits for a reviewer, who is asked', async () => {
  await using scene = await createDeployScene();
  const id = await scene.start('deploy.yaml', { environment: 'prod' });
  expect(await runOf(scene, id)).toMatchObject({ status: 'waiting' });
  const pending = await scene.call('GET', `/actions/runs/${id}/pending_deployments`);
  expect(pending.body).toMatchObject([
    {
      environment: { name: 'Prod' },
      wait_timer: 0,
      current_user_can_approve: false,
      reviewers: [{ type: 'User', reviewer: { login: 'alice' } }],
    },
  ]);
  expect(scene.story()).toEqual(['workflow_run.requested', 'deployment_review.requested']);
  const review = { environment_ids: [pending.body[0].environment.id], state: 'approved', comment: 'ok' };
  // The App is not one of the reviewers.
  expect(await scene.call('POST', `/actions/runs/${id}/pending_deployments`, review)).toMatchObject({
    status: 422,
    body: { errors: ['No pending deployment requests to approve or reject'] },
  });
  scene.gitHub.advance(30 * 24 * 60 * 60 * 1000 - 1);
  expect(await runOf(scene, id)).toMatchObject({ status: 'waiting' });
  scene.gitHub.advance(1);
  expect(await runOf(scene, id)).toMatchObject({ status: 'completed', conclusion: 'failure' });
});

test('an environment waits for its timer, refuses other branches, and is made when it is missing', async () => {
  await using scene = await createDeployScene();
  const slow = await scene.start('deploy.yaml', { environment: 'slow' });
  const refused = await scene.start('deploy.yaml', { environment: 'released' });
  const free = await scene.start('deploy.yaml', { environment: 'new' });
  const { body } = await scene.call('GET', `/actions/runs/${slow}/pending_deployments`);
  expect(body).toMatchObject([
    { wait_timer: 5, wait_timer_started_at: '2026-11-22T12:00:00Z', reviewers: [] },
  ]);
  scene.gitHub.advance(299_000);
  expect(await runOf(scene, slow)).toMatchObject({ status: 'waiting' });
  expect(await runOf(scene, refused)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(await runOf(scene, free)).toMatchObject({ status: 'completed', conclusion: 'success' });
  scene.gitHub.advance(1000);
  expect(await runOf(scene, slow)).toMatchObject({ status: 'in_progress' });
  expect(scene.story().filter((line) => line.startsWith('deployment_review'))).toEqual([]);
});

test('jobs that are real processes end when these do', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': simpleWorkflow(dispatchOnly) },
    actions: { execute: true, start_after: 0 },
  });
  const { world } = scene.gitHub;
  const orders: string[] = [];
  setJobExecutor(world, async ({ credentials, spec }) => {
    orders.push(`${credentials.key} ${spec.steps[0]?.run} ${world.tokens.get(credentials.token)?.revoked}`);
    return { conclusion: 'failure', outputs: { a: 'b' } };
  });
  await scene.start('plan.yaml');
  expect(await scene.runs()).toMatchObject([{ status: 'in_progress' }]);
  await whenJobsEnd(world);
  expect(orders).toEqual(['one echo done false']);
  expect(await scene.runs()).toMatchObject([{ conclusion: 'failure', jobs: [{ outputs: { a: 'b' } }] }]);
  expect([...world.tokens.values()].filter(({ kind }) => kind === 'job')).toMatchObject([{ revoked: true }]);
});
