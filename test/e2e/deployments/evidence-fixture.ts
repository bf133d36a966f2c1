/** A history in which all is well, and changes to it. */
import type { Evidence, SeenRun } from './evidence.ts';

export const head = 'a'.repeat(40);
export const merge = 'b'.repeat(40);
const correlation = (digit: string) => `dep_${digit.repeat(26)}`;

/** The order of a run of this number. */
export const idOfOrder = (run: number) => correlation(String(run % 10));

/** At `start` seconds, for `seconds`. */
export function runOf(id: number, start: number, more: Partial<SeenRun> = {}): SeenRun {
  return {
    id,
    attempt: 1,
    workflow: 'plan.yaml',
    event: 'workflow_dispatch',
    actor: 'atmos-pro[bot]',
    inputs: { stack: 'dev', component: 'vpc', sha: head, atmos_pro_run_id: correlation(String(id % 10)) },
    concurrencyGroup: undefined,
    status: 'completed',
    conclusion: 'success',
    createdAt: start * 1_000,
    completedAt: (start + 10) * 1_000,
    ...more,
  };
}

export function inputsOf(id: number, component: string, sha: string) {
  return { stack: 'dev', component, sha, atmos_pro_run_id: correlation(String(id % 10)) };
}

export function orderOf(
  id: number,
  batch: number,
  node: number,
  more: Partial<Evidence['orders'][number]> = {},
): Evidence['orders'][number] {
  const second = (id - 100) * 20;
  return {
    ...{ batch_id: batch, node, attempt: 1, workflow: batch === 1 ? 'plan.yaml' : 'apply.yaml' },
    ...{
      id: idOfOrder(id),
      refusal: null,
      state: 'sent',
      run_id: String(id),
      run_end: 'success',
      planned_at: second * 1_000 - 1_000,
      sending_at: second * 1_000 - 500,
    },
    ...more,
  };
}

export function nodeOf(
  batch: number,
  number: number,
  more: Partial<Evidence['nodes'][number]> = {},
): Evidence['nodes'][number] {
  return {
    ...{ batch_id: batch, number, stack: 'dev', component: number === 0 ? 'vpc' : 'eks' },
    ...{ kind: batch === 1 ? 'plan' : 'change', is_transparent: 0, state: 'succeeded', reason: null },
    ...more,
  };
}

function batchOf(id: number, sha: string, activity: string) {
  return { id, activity, subject: 'pr/1', head_sha: head, sha, state: 'concluded', stopped: null };
}

export const applied = (id: number, start: number, component: string, more: Partial<SeenRun> = {}) =>
  runOf(id, start, { workflow: 'apply.yaml', inputs: inputsOf(id, component, merge), ...more });
export const check = (id: number, sha: string) => ({
  ...{ id, name: 'Atmos Pro', head_sha: sha, status: 'completed', conclusion: 'success' },
  ...{ title: '2 succeeded', summary: 'table' },
});
export const comment = {
  id: 1,
  number: 1,
  author: 'atmos-pro[bot]',
  body: '<!-- atmos-pro pr ws 1001 1 -->\ntext',
};
const files = (file: string) =>
  ['vpc', 'eks'].map((component) => ({ stack: 'dev', component, files: [file] }));
export const command = { kind: 'retry', batch_id: 1, actor_login: 'alice', outcome: 'done', commanded_at: 0 };

/** Of a deployment; `name` `undefined`: of a job. */
export function lockOf(
  deployment: string | undefined,
  path: string,
  from: number,
  until: number,
): Evidence['locks'][number] {
  return { id: `${path}@${from}`, path, deployment, from, until };
}

/** Two plans, one after the other; a merge; two applies in their order. */
export const wellDone: Evidence = {
  now: 1_000_000,
  bot: 'atmos-pro[bot]',
  checkName: 'Atmos Pro',
  runs: [
    runOf(101, 20),
    runOf(102, 40, { inputs: inputsOf(102, 'eks', head) }),
    applied(103, 60, 'vpc'),
    applied(104, 80, 'eks'),
  ],
  checks: [check(1, head), check(2, merge)],
  calls: [{ at: 20_000, what: 'GET /repos/acme/infra/actions/runs/101' }],
  checkStates: [
    { at: 30_000, ...check(1, head), status: 'in_progress', conclusion: null },
    { at: 52_000, ...check(1, head) },
    { at: 92_000, ...check(2, merge) },
  ],
  comments: [comment],
  pulls: [
    {
      ...{ number: 1, state: 'merged', baseRef: 'main', isFork: false, heads: [head] },
      ...{ mergedAt: 55_000, mergeSha: merge },
    },
  ],
  groups: [],
  groupPulls: [],
  releases: [],
  uploads: [
    { at: 10_000, sha: head, of: 'head', edges: [], wired: files('plan.yaml') },
    { at: 56_000, sha: merge, of: 'merge', edges: [], wired: files('apply.yaml') },
  ],
  declared: Object.fromEntries(
    ['plan.yaml', 'apply.yaml'].map((file) => [file, ['stack', 'component', 'sha', 'atmos_pro_run_id']]),
  ),
  changing: ['apply.yaml', 'release.yaml'],
  releasing: ['release.yaml'],
  writers: [{ login: 'alice', from: 0, until: Number.POSITIVE_INFINITY }],
  forged: ['forged'],
  batches: [batchOf(1, head, 'opened'), batchOf(2, merge, 'merged')],
  nodes: [nodeOf(1, 0), nodeOf(1, 1), nodeOf(2, 0), nodeOf(2, 1)],
  edges: [
    { batch_id: 1, parent: 0, child: 1 },
    { batch_id: 2, parent: 0, child: 1 },
  ],
  orders: [orderOf(101, 1, 0), orderOf(102, 1, 1), orderOf(103, 2, 0), orderOf(104, 2, 1)],
  commands: [],
  deliveries: [{ guid: 'signed', state: 'applied' }],
  stops: [],
  locks: [lockOf('2/0', 'dev/vpc', 58_000, 70_000), lockOf('2/1', 'dev/eks', 78_000, 90_000)],
  places: [],
  wanted: {
    checks: new Map([
      [head, check(1, head)],
      [merge, check(2, merge)],
    ]),
    comments: new Map([[1, comment.body]]),
  },
};

export type Change = (evidence: Evidence) => Partial<Evidence>;
export const withRun =
  (id: number, more: Partial<SeenRun>): Change =>
  ({ runs }) => ({ runs: runs.map((run) => (run.id === id ? { ...run, ...more } : run)) });
export const withMoreRuns =
  (...more: readonly SeenRun[]): Change =>
  ({ runs }) => ({ runs: [...runs, ...more] });
/** The plan of the first component again, at `start` seconds. */
export const withPlanAgain =
  (start: number): Change =>
  ({ runs, orders }) => ({
    runs: [...runs, runOf(105, start)],
    orders: [...orders, orderOf(105, 1, 0, { attempt: 2 })],
  });
export const withPull =
  (more: Partial<Evidence['pulls'][number]>): Change =>
  ({ pulls }) => ({ pulls: pulls.map((pull) => ({ ...pull, ...more })) });
export const withOrder =
  (id: number, more: Partial<Evidence['orders'][number]>): Change =>
  ({ orders }) => ({
    orders: orders.map((order) => (order.id === idOfOrder(id) ? { ...order, ...more } : order)),
  });
export const withNode =
  (number: number, more: Partial<Evidence['nodes'][number]>): Change =>
  ({ nodes }) => ({
    nodes: nodes.map((node) => (node.batch_id === 2 && node.number === number ? { ...node, ...more } : node)),
  });
const laterMerge = 'c'.repeat(40);

/** The merge of another pull request, on the same instance. */
export function withLaterMerge(start: number): Change {
  return ({ pulls, runs, orders }) => ({
    pulls: [
      ...pulls,
      {
        ...{ number: 2, state: 'merged', baseRef: 'main', isFork: false, heads: [] },
        ...{ mergedAt: 56_000, mergeSha: laterMerge },
      },
    ],
    runs: [...runs, applied(105, start, 'vpc', { inputs: inputsOf(105, 'vpc', laterMerge) })],
    orders: [...orders, orderOf(105, 3, 0)],
  });
}

export function all(...changes: readonly Change[]): Evidence {
  let evidence = wellDone;
  for (const change of changes) evidence = { ...evidence, ...change(evidence) };
  return evidence;
}
