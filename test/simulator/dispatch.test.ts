/** `workflow_dispatch`: what GitHub accepts, what it refuses and with which words, and what it answers. */
import { expect, test } from '@jest/globals';
import { actAs } from '../../src/simulator/people/people.ts';
import { ActRefusal } from '../../src/simulator/people/place.ts';
import { startSimulator } from '../support/simulator.ts';
import { createWorkflowScene, simpleWorkflow, type WorkflowScene } from './workflow-scene.ts';

const plan = `name: Plan
run-name: Plan \${{ inputs.component }} in \${{ inputs.stack }} \${{ inputs.atmos_pro_run_id }}
on:
  workflow_dispatch:
    inputs:
      component: {required: true}
      stack: {required: true, default: dev}
      atmos_pro_run_id: {}
      mode: {type: choice, options: [plan, apply], default: plan}
      upload: {type: boolean}
      parallel: {type: number, default: 3}
jobs:
  plan:
    runs-on: ubuntu-latest
    steps: [{run: 'true'}]
`;

const tooMany = Array.from({ length: 26 }, (_, index) => `      in${index}: {}\n`).join('');

function createScene(): Promise<WorkflowScene> {
  return createWorkflowScene({
    workflows: {
      'plan.yaml': plan,
      'push.yml': simpleWorkflow('push:'),
      'many.yaml': simpleWorkflow(`workflow_dispatch:\n    inputs:\n${tooMany}`),
    },
    repository: {
      branches: {
        feature: { files: { '.github/workflows/feature.yaml': simpleWorkflow('workflow_dispatch:') } },
      },
    },
  });
}

test('answers 204, or 200 with the run where it is asked to', async () => {
  await using scene = await createScene();
  const body = { ref: 'main', inputs: { component: 'vpc' } };
  expect(await scene.dispatch('plan.yaml', body)).toMatchObject({ status: 204, body: undefined });
  const asked = await scene.dispatch('plan.yaml', { ...body, return_run_details: true });
  expect(asked.status).toBe(200);
  const { workflow_run_id: id } = asked.body;
  expect(asked.body).toEqual({
    workflow_run_id: id,
    run_url: `https://github.test/api/v3/repos/acme/infra/actions/runs/${id}`,
    html_url: `https://github.test/acme/infra/actions/runs/${id}`,
  });
  const version = { 'x-github-api-version': '2026-03-10' };
  expect((await scene.dispatch('plan.yaml', body, version)).status).toBe(200);
  const older = { 'x-github-api-version': '2022-11-28' };
  expect((await scene.dispatch('plan.yaml', body, older)).status).toBe(204);
  expect((await scene.runs()).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});

test('a server that does not know the field answers 400 and starts nothing', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': plan },
    actions: { return_run_details: false },
  });
  const body = { ref: 'main', inputs: { component: 'vpc' } };
  expect(await scene.dispatch('plan.yaml', { ...body, return_run_details: true })).toMatchObject({
    status: 400,
    body: { message: 'Invalid request.\n\n"return_run_details" is not a permitted key.' },
  });
  const version = { 'x-github-api-version': '2026-03-10' };
  expect((await scene.dispatch('plan.yaml', body, version)).status).toBe(204);
  expect(await scene.runs()).toHaveLength(1);
});

test('fills in inputs, their defaults and the name of the run', async () => {
  await using scene = await createScene();
  const id = await scene.start('plan.yaml', { component: 'vpc', atmos_pro_run_id: 'dep_1', upload: 'true' });
  expect(await scene.call('GET', `/actions/runs/${id}`)).toMatchObject({
    body: {
      display_title: 'Plan vpc in dev dep_1',
      name: 'Plan',
      event: 'workflow_dispatch',
      path: '.github/workflows/plan.yaml',
      head_branch: 'main',
      status: 'queued',
      conclusion: null,
      run_attempt: 1,
      actor: { login: 'pro[bot]' },
      triggering_actor: { login: 'pro[bot]' },
    },
  });
  expect(await scene.runs()).toMatchObject([
    {
      inputs: {
        component: 'vpc',
        stack: 'dev',
        atmos_pro_run_id: 'dep_1',
        mode: 'plan',
        upload: true,
        parallel: 3,
      },
    },
  ]);
});

test('takes a branch or a tag, by its short or full name, and the workflow by its id', async () => {
  await using scene = await createScene();
  const { git } = [...scene.gitHub.world.repositories.values()][0] ?? {};
  const main = await git?.resolveRef('refs/heads/main');
  await git?.updateRef('refs/tags/v1', main);
  const { body } = await scene.call('GET', '/actions/workflows/plan.yaml');
  expect(body).toMatchObject({ name: 'Plan', path: '.github/workflows/plan.yaml', state: 'active' });
  const inputs = { component: 'vpc' };
  for (const ref of ['v1', 'refs/tags/v1', 'feature', 'refs/heads/feature']) {
    expect((await scene.dispatch(String(body.id), { ref, inputs })).status).toBe(204);
  }
  expect((await scene.runs()).map(({ ref }) => ref)).toEqual([
    'refs/tags/v1',
    'refs/tags/v1',
    'refs/heads/feature',
    'refs/heads/feature',
  ]);
});

const component = { component: 'vpc' };

test.each([
  ['a file that the default branch does not have', 'feature.yaml', { ref: 'feature' }, 404, 'Not Found'],
  ['no ref', 'plan.yaml', {}, 422, 'Invalid request.\n\n"ref" wasn\'t supplied.'],
  ['an unknown ref', 'plan.yaml', { ref: 'none' }, 422, 'No ref found for: none'],
  [
    'a ref that is neither a branch nor a tag',
    'plan.yaml',
    { ref: 'refs/pull/1/merge' },
    422,
    'No ref found for: refs/pull/1/merge',
  ],
  [
    'a workflow without the trigger',
    'push.yml',
    { ref: 'main' },
    422,
    "Workflow does not have 'workflow_dispatch' trigger",
  ],
  [
    'inputs that are not declared',
    'plan.yaml',
    { ref: 'main', inputs: { ...component, sha: '1', x: '2' } },
    422,
    'Unexpected inputs provided: ["sha", "x"]',
  ],
  ['a missing input', 'plan.yaml', { ref: 'main' }, 422, "Required input 'component' not provided"],
  [
    'a choice that is not an option',
    'plan.yaml',
    { ref: 'main', inputs: { ...component, mode: 'destroy' } },
    422,
    "Provided value 'destroy' for input 'mode' not in the list of allowed values",
  ],
  [
    'a boolean that is neither',
    'plan.yaml',
    { ref: 'main', inputs: { ...component, upload: 'yes' } },
    422,
    "Provided value 'yes' for input 'upload' not in the list of allowed values",
  ],
  [
    'a number that is none',
    'plan.yaml',
    { ref: 'main', inputs: { ...component, parallel: 'many' } },
    422,
    "Provided value 'many' for input 'parallel' not in the list of allowed values",
  ],
  [
    'a workflow file with too many inputs',
    'many.yaml',
    { ref: 'main' },
    422,
    'Invalid Argument - failed to parse workflow: you may only define up to 25 `inputs` for a `workflow_dispatch` event',
  ],
  [
    'an unknown key',
    'plan.yaml',
    { ref: 'main', input: {} },
    422,
    'Invalid request.\n\n"input" is not a permitted key.',
  ],
])('refuses %s', async (_name, file, body, status, message) => {
  await using scene = await createScene();
  const answer = await scene.dispatch(file, body);
  expect(answer).toMatchObject({ status, body: { message } });
  expect(await scene.runs()).toEqual([]);
});

test('counts the characters of all inputs as JSON', async () => {
  await using scene = await createScene();
  const send = (length: number) =>
    scene.dispatch('plan.yaml', { ref: 'main', inputs: { component: 'é'.repeat(length) } });
  const overhead = JSON.stringify({ component: '' }).length;
  expect((await send(65_535 - overhead)).status).toBe(204);
  expect(await send(65_536 - overhead)).toMatchObject({
    status: 422,
    body: { message: 'inputs are too large.' },
  });
});

test('needs actions: write, and is open to a job', async () => {
  await using scene = await createScene();
  const weak = await scene.gitHub.mint({ permissions: { actions: 'read' } });
  const path = '/repos/acme/infra/actions/workflows/plan.yaml/dispatches';
  const body = { ref: 'main', inputs: component };
  expect((await scene.gitHub.call('POST', path, { token: weak, body })).status).toBe(403);
  expect((await scene.gitHub.call('POST', path, { body })).status).toBe(401);
});

test('a person with write access runs a workflow by hand, on the head of the default branch', async () => {
  await using scene = await createWorkflowScene({
    workflows: { 'plan.yaml': plan, 'push.yml': simpleWorkflow('push:') },
    repository: { people: { alice: 'write' } },
  });
  const { world } = scene.gitHub;
  const act = (workflow: string, inputs: object, as = 'alice') =>
    actAs(world, { as, do: 'run_workflow', repository: 'acme/infra', workflow, inputs });
  await act('plan.yaml', component);
  const [run, ...others] = await scene.runs();
  expect(others).toEqual([]);
  expect(run).toMatchObject({ event: 'workflow_dispatch', actor: 'alice', inputs: component });
  await expect(act('plan.yaml', {})).rejects.toMatchObject({ status: 422 });
  await expect(act('push.yml', {})).rejects.toMatchObject({ status: 422 });
  await expect(act('other.yaml', {})).rejects.toMatchObject({ status: 404 });
  await expect(act('plan.yaml', component, 'bob')).rejects.toBeInstanceOf(ActRefusal);
  expect(await scene.runs()).toHaveLength(1);
});

test('blocks more than 500 runs in ten seconds', async () => {
  await using scene = await createScene();
  const body = { ref: 'main', inputs: component };
  for (let count = 0; count < 500; count += 1) await scene.dispatch('plan.yaml', body);
  expect((await scene.dispatch('plan.yaml', body)).status).toBe(422);
  scene.gitHub.advance(10_000);
  expect((await scene.dispatch('plan.yaml', body)).status).toBe(204);
  expect(await scene.runs()).toHaveLength(501);
});

test('works although the answer is lost or an error', async () => {
  await using simulator = await startSimulator({
    seed: {
      repositories: [{ name: 'acme/infra', files: { '.github/workflows/plan.yaml': plan } }],
      runs: [{ repository: 'acme/infra', jobs: [{ name: 'job', permissions: { actions: 'write' } }] }],
      rate_limits: { core: 1000 },
    },
  });
  const { token = '' } = simulator.world.jobs.get('job') ?? {};
  const send = () =>
    fetch(`${simulator.urls.api}/repos/acme/infra/actions/workflows/plan.yaml/dispatches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
      body: JSON.stringify({ ref: 'main', inputs: component }),
    });
  const control = (path: string, body?: unknown) =>
    fetch(`${simulator.origin}/_simulator${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  const route = 'actions/create-workflow-dispatch';
  await control('/faults', { route, times: 1, fault: { kind: 'status-after', status: 502 } });
  expect((await send()).status).toBe(502);
  await control('/faults', { route, times: 1, fault: { kind: 'cut-after' } });
  await expect(send()).rejects.toThrow();
  const { runs } = (await (await control('/runs?repository=acme/infra')).json()) as {
    readonly runs: readonly { readonly event: string; readonly inputs: unknown }[];
  };
  expect(runs.filter(({ event }) => event === 'workflow_dispatch')).toHaveLength(2);
  expect(runs[1]?.inputs).toMatchObject(component);
});
