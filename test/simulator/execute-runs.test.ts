/** Runs whose jobs are real processes: steps, outputs, checkout, the true claims of ID tokens, cancellation. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { whenJobsEnd } from '../../src/simulator/workflows/start-job.ts';
import { whenRunsStarted } from '../../src/simulator/workflows/trigger-runs.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

const plan = `name: Plan
on:
  workflow_dispatch:
    inputs: {component: {required: true}, times: {type: number, default: 2}}
env: {FROM_WORKFLOW: a, SHARED: workflow}
permissions: {contents: read, id-token: write}
jobs:
  plan:
    runs-on: ubuntu-latest
    environment: dev
    env: {FROM_JOB: "\${{ vars.REGION }}", SHARED: job}
    outputs:
      said: \${{ steps.say.outputs.said }}
      token: \${{ steps.token.outputs.value }}
      file: \${{ steps.read.outputs.file }}
      greeting: \${{ steps.greet.outputs.greeting }}
      after: \${{ steps.after.outputs.failed }}
    steps:
      - uses: actions/checkout@v5
      - id: read
        run: echo "file=$(cat infra/\${{ inputs.component }}.tf) $(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
      - id: say
        env: {OWN: "\${{ inputs.times }}"}
        run: |
          echo "LATER=yes" >> "$GITHUB_ENV"
          echo "said=$FROM_WORKFLOW $FROM_JOB $SHARED $OWN $GITHUB_EVENT_NAME $GITHUB_JOB $(basename $GITHUB_EVENT_PATH)" >> "$GITHUB_OUTPUT"
      - id: token
        run: |
          answer=$(curl -sS -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=x")
          echo "value=$(echo "$answer" | sed 's/.*"value":"\\([^"]*\\)".*/\\1/')" >> "$GITHUB_OUTPUT"
      - id: greet
        uses: acme/greet@v1
        with: {who: "\${{ env.LATER }}"}
      - id: broken
        continue-on-error: true
        run: exit 3
      - if: steps.broken.outcome != 'failure' || env.LATER != 'yes'
        run: exit 1
      - run: echo "\${{ github.token }}"
      - id: fails
        run: exit 1
      - run: echo never
      - if: failure() && steps.fails.conclusion == 'failure'
        id: after
        run: echo "failed=yes" >> "$GITHUB_OUTPUT"
  next:
    needs: plan
    if: always() && needs.plan.result == 'failure'
    runs-on: ubuntu-latest
    steps: [{run: "test '\${{ needs.plan.outputs.after }}' = yes"}]
`;

const sleeper = `on: workflow_dispatch
jobs:
  sleep: {runs-on: x, steps: [{run: sleep 60}, {run: echo never}]}
`;

const checks = `on: pull_request
jobs:
  check:
    runs-on: x
    outputs: {tree: "\${{ steps.look.outputs.tree }}", base: "\${{ github.event.pull_request.base.sha }}"}
    steps:
      - uses: actions/checkout@v5
        with: {fetch-depth: 0}
      - {id: look, run: 'echo "tree=$(ls infra | xargs) $GITHUB_REF $GITHUB_HEAD_REF $(git rev-list --count HEAD)" >> "$GITHUB_OUTPUT"'}
`;

const caller = `on: workflow_dispatch
jobs:
  warn:
    runs-on: x
    outputs: {matrix: '{"include":[{"stack":"dev"}]}'}
    steps:
      - run: echo "log"; echo "::warning::from $RUNNER_VARIABLE"; echo "**summary**" >> "$GITHUB_STEP_SUMMARY"
      - run: test "\${{ github.event.repository.full_name }} \${{ github.event.sender.login }}" = "acme/infra github-actions[bot]"
  plan:
    needs: warn
    strategy: {matrix: {group: [1, 2]}}
    uses: ./.github/workflows/plan-many.yaml
    with: {matrix: "\${{ needs.warn.outputs.matrix }}", group: "\${{ matrix.group }}"}
`;

let simulator: TestSimulator;
let directory: string;
let token: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'actions-'));
  await mkdir(join(directory, 'greet'));
  await writeFile(
    join(directory, 'greet', 'action.yml'),
    `name: greet\ninputs: {who: {}, token: {default: "\${{ github.token }}"}}\nruns: {using: node24, main: main.mjs}\n`,
  );
  await writeFile(
    join(directory, 'greet', 'main.mjs'),
    "import fs from 'node:fs';\nconst { INPUT_WHO: who, INPUT_TOKEN: token } = process.env;\nfs.appendFileSync(process.env.GITHUB_OUTPUT, 'greeting=' + who + ' ' + token.slice(0, 4));\n",
  );
  simulator = await startSimulator({
    seed: {
      accounts: [{ login: 'alice', type: 'User' }],
      repositories: [
        {
          name: 'acme/infra',
          variables: { REGION: 'eu' },
          files: {
            'infra/vpc.tf': 'network',
            '.github/workflows/plan.yaml': plan,
            '.github/workflows/sleep.yaml': sleeper,
            '.github/workflows/checks.yaml': checks,
            '.github/workflows/caller.yaml': caller,
          },
          branches: { feature: { files: { 'infra/db.tf': 'database' } } },
          pull_requests: [{ head: 'feature', author: 'alice' }],
        },
      ],
      runs: [
        {
          repository: 'acme/infra',
          jobs: [{ name: 'starter', permissions: { actions: 'write', contents: 'write' } }],
        },
      ],
      actions: { execute: true, start_after: 0, plays: { 'caller.yaml': { after: 0 } } },
    },
    execution: {
      actions: { 'acme/greet': join(directory, 'greet') },
      variables: { RUNNER_VARIABLE: 'the runner' },
    },
  });
  token = simulator.world.jobs.get('starter')?.token ?? '';
});
afterAll(async () => {
  await simulator.stop();
  await rm(directory, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.urls.api}/repos/acme/infra${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function start(file: string, inputs: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const body = { ref: 'main', inputs, return_run_details: true };
  return (await call('POST', `/actions/workflows/${file}/dispatches`, body)).body.workflow_run_id;
}

function jobOf(id: number, key: string) {
  const job = simulator.world.runs
    .get(id)
    ?.at(-1)
    ?.flow?.jobs.find((one) => one.key === key);
  if (job === undefined) throw new Error(`Run ${id} has no job ${key}.`);
  return job;
}

test('runs the steps of a job, with its inputs, its environment and the claims of its run', async () => {
  const id = await start('plan.yaml', { component: 'vpc' });
  await call('GET', `/actions/runs/${id}`);
  await whenJobsEnd(simulator.world);
  const main = await simulator.world.repositories.values().next().value?.git.resolveRef('refs/heads/main');
  const { outputs, conclusion, steps } = jobOf(id, 'plan');
  expect(outputs).toMatchObject({
    said: 'a eu job 2 workflow_dispatch plan event.json',
    file: `network ${main}`,
    greeting: 'yes ghs_',
    after: 'yes',
  });
  expect(conclusion).toBe('failure');
  expect(steps.map((step) => [step.name, step.conclusion])).toEqual([
    ['Run actions/checkout@v5', 'success'],
    ['Run echo "file=$(cat infra/vpc.tf) $(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"', 'success'],
    ['Run echo "LATER=yes" >> "$GITHUB_ENV"', 'success'],
    [expect.stringContaining('curl'), 'success'],
    ['Run acme/greet@v1', 'success'],
    ['Run exit 3', 'failure'],
    [expect.stringContaining('Run echo'), 'success'],
    ['Run exit 1', 'failure'],
    ['Run echo "failed=yes" >> "$GITHUB_OUTPUT"', 'success'],
  ]);
  // GitHub masks the job's token.
  expect(steps[6]?.log).toEqual(['***']);
  expect(decodeJwt(outputs['token'] ?? '')).toMatchObject({
    aud: 'x',
    sub: 'repo:acme/infra:environment:dev',
    event_name: 'workflow_dispatch',
    ref: 'refs/heads/main',
    sha: main,
    run_id: String(id),
    run_attempt: '1',
    environment: 'dev',
    workflow: 'Plan',
    workflow_ref: 'acme/infra/.github/workflows/plan.yaml@refs/heads/main',
    job_workflow_ref: 'acme/infra/.github/workflows/plan.yaml@refs/heads/main',
  });
  expect(jobOf(id, 'next').conclusion).toBe('success');
  expect((await call('GET', `/actions/runs/${id}`)).body).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
  });
});

test('keeps annotations and summary of a step, and plays jobs that call a reusable workflow', async () => {
  const id = await start('caller.yaml');
  await call('GET', `/actions/runs/${id}`);
  await whenJobsEnd(simulator.world);
  simulator.world.clock.settle();
  const [run] = simulator.world.runs.get(id) ?? [];
  expect(run?.conclusion).toBe('success');
  const [warned] = jobOf(id, 'warn').steps;
  expect(warned).toMatchObject({
    log: ['log'],
    annotations: ['warning: from the runner'],
    summary: '**summary**\n',
  });
  const called = run?.flow?.jobs.filter(({ key }) => key === 'plan').map((job) => job.called);
  const matrix = '{"include":[{"stack":"dev"}]}';
  const uses = './.github/workflows/plan-many.yaml';
  expect(called).toEqual([1, 2].map((group) => ({ uses, with: { matrix, group } })));
});

test('ends the processes of a run that is cancelled', async () => {
  const id = await start('sleep.yaml');
  await call('GET', `/actions/runs/${id}`);
  expect((await call('POST', `/actions/runs/${id}/cancel`)).status).toBe(202);
  await whenJobsEnd(simulator.world);
  expect((await call('GET', `/actions/runs/${id}`)).body).toMatchObject({ conclusion: 'cancelled' });
});

test('checks out the merge of a pull request', async () => {
  const { world } = simulator;
  const [repository] = world.repositories.values();
  const alice = [...world.accounts.values()].find(({ login }) => login === 'alice');
  if (repository === undefined || alice === undefined) throw new Error('The world is empty.');
  const { recordEvent } = await import('../../src/simulator/refs/events.ts');
  recordEvent(world, alice, {
    event: 'pull_request',
    action: 'opened',
    repositoryId: repository.id,
    subject: 1,
  });
  await whenRunsStarted(world);
  world.clock.settle();
  await whenJobsEnd(world);
  const run = [...world.runs.values()].flat().find(({ event }) => event === 'pull_request');
  expect(run).toMatchObject({ ref: 'refs/pull/1/merge', headRef: 'feature', conclusion: 'success' });
  expect(run?.flow?.jobs[0]?.outputs).toEqual({
    tree: 'db.tf vpc.tf refs/pull/1/merge feature 3',
    base: await repository.git.resolveRef('refs/heads/main'),
  });
});

test('runs nothing where the simulator was not started for it', async () => {
  await using other = await startSimulator({
    seed: {
      repositories: [{ name: 'acme/infra', files: { '.github/workflows/sleep.yaml': sleeper } }],
      runs: [{ repository: 'acme/infra', jobs: [{ name: 'j', permissions: { actions: 'write' } }] }],
      actions: { execute: true, start_after: 0 },
    },
  });
  await fetch(`${other.urls.api}/repos/acme/infra/actions/workflows/sleep.yaml/dispatches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${other.world.jobs.get('j')?.token}`, 'user-agent': 'test' },
    body: JSON.stringify({ ref: 'main' }),
  });
  other.world.clock.settle();
  const run = [...other.world.runs.values()].flat().at(-1);
  expect(run).toMatchObject({
    conclusion: 'failure',
    flow: { problem: 'This simulator does not run real processes.' },
  });
});
