/** Runs of workflow files over the API: attempts, cancellation, and lists with GitHub's filters. */
import { expect, test } from '@jest/globals';
import { createWorkflowScene, runOf, simpleWorkflow } from './workflow-scene.ts';

const dispatchOnly = 'workflow_dispatch:';

test('runs again once it has ended, under the next attempt', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': simpleWorkflow(dispatchOnly) },
    actions: { attempt_lag: 5000, plays: { 'plan.yaml': { conclusion: 'failure' } } },
  });
  const id = await scene.start('plan.yaml');
  const rerun = () => scene.call('POST', `/actions/runs/${id}/rerun`);
  expect(await rerun()).toMatchObject({ status: 403, body: { message: 'This workflow is already running' } });
  scene.gitHub.advance(60_000);
  expect((await rerun()).status).toBe(201);
  expect(await runOf(scene, id)).toEqual({ status: 'queued', conclusion: null, attempt: 1 });
  scene.gitHub.advance(5000);
  expect(await runOf(scene, id)).toEqual({ status: 'in_progress', conclusion: null, attempt: 2 });
  expect(await scene.call('GET', `/actions/runs/${id}/attempts/1`)).toMatchObject({
    body: { status: 'completed', conclusion: 'failure', run_attempt: 1 },
  });
  scene.gitHub.advance(60_000);
  expect(scene.story()).toEqual([
    'workflow_run.requested',
    'workflow_run.in_progress',
    'workflow_run.completed',
    'workflow_run.requested',
    'workflow_run.in_progress',
    'workflow_run.completed',
  ]);
  expect(await scene.call('GET', `/actions/runs/${id}/jobs?filter=all`)).toMatchObject({
    body: { total_count: 2 },
  });
  scene.gitHub.advance(31 * 24 * 60 * 60 * 1000);
  expect(await rerun()).toMatchObject({
    status: 403,
    body: { message: 'Unable to retry this workflow run because it was created over a month ago' },
  });
});

test('is cancelled until it has ended', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': simpleWorkflow(dispatchOnly) },
  });
  const id = await scene.start('plan.yaml');
  scene.gitHub.advance(2000);
  expect((await scene.call('POST', `/actions/runs/${id}/cancel`)).status).toBe(202);
  expect(await runOf(scene, id)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  expect(await scene.call('POST', `/actions/runs/${id}/cancel`)).toMatchObject({
    status: 409,
    body: { message: 'Cannot cancel a workflow run that is completed.' },
  });
  scene.gitHub.advance(60_000);
  expect(scene.story()).toHaveLength(3);
});

test('lists runs by GitHub’s filters, newest first, when they become visible', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': simpleWorkflow(dispatchOnly), 'apply.yaml': simpleWorkflow(dispatchOnly) },
    actions: { visible_after: 5000, plays: { 'apply.yaml': { conclusion: 'failure' } } },
  });
  const ids = async (query: string, path = '/actions/runs') => {
    const { body } = await scene.call('GET', `${path}?${query}`);
    return body.workflow_runs.map((run: { readonly id: number }) => run.id) as readonly number[];
  };
  const first = await scene.start('plan.yaml');
  expect(await ids('')).toEqual([]);
  expect(await runOf(scene, first)).toMatchObject({ status: 'queued' });
  scene.gitHub.advance(5000);
  expect(await ids('')).toEqual([first]);
  scene.gitHub.advance(60_000);
  const second = await scene.start('apply.yaml');
  scene.gitHub.advance(60_000);
  expect(await ids('')).toEqual([second, first]);
  expect(await ids('', '/actions/workflows/plan.yaml/runs')).toEqual([first]);
  expect(await ids('event=workflow_dispatch&branch=main&actor=pro[bot]')).toEqual([second, first]);
  expect(await ids('event=push')).toEqual([]);
  expect(await ids('status=failure')).toEqual([second]);
  expect(await ids('status=completed')).toEqual([second, first]);
  expect(await ids('head_sha=0000')).toEqual([]);
  expect(await ids('created=>2026-11-22T12:00:00Z')).toEqual([second]);
  expect(await ids('created=<=2026-11-22T12:00:00Z')).toEqual([first]);
  expect(await ids('created=2026-11-22T12:01:00Z..*')).toEqual([second]);
  expect(await ids('created=2026-11-22')).toEqual([second, first]);
  expect(await ids('created=<2026-11-22')).toEqual([]);
  expect(await ids('per_page=1&page=2')).toEqual([first]);
});

test('a filtered list ends after 1,000 runs', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': simpleWorkflow(dispatchOnly) },
  });
  const [run] = [await scene.start('plan.yaml')].flatMap((id) => scene.gitHub.world.runs.get(id) ?? []);
  for (let id = 1; run !== undefined && id <= 1050; id += 1)
    scene.gitHub.world.runs.set(id, [{ ...run, id }]);
  const last = async (query: string) => {
    const { headers, body } = await scene.call('GET', `/actions/runs?per_page=100${query}`);
    return [/page=(\d+)>; rel="last"/.exec(headers['link'] ?? '')?.[1], body.total_count];
  };
  expect(await last('')).toEqual(['11', 1051]);
  expect(await last('&event=workflow_dispatch')).toEqual(['10', 1051]);
});
