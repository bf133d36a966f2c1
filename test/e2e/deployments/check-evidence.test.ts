/** The checker itself: a history in which all is well passes, and each fault in it is caught. */
import { describe, expect, test } from '@jest/globals';
import { findUnsafe, findViolations, type Invariant, invariants } from './check-evidence.ts';
import type { Evidence, SeenRun } from './evidence.ts';

const head = 'a'.repeat(40);
const merge = 'b'.repeat(40);
const correlation = (digit: string) => `dep_${digit.repeat(26)}`;

/** At `start` seconds, for `seconds`. */
function runOf(id: number, start: number, more: Partial<SeenRun> = {}): SeenRun {
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

function inputsOf(id: number, component: string, sha: string) {
  return { stack: 'dev', component, sha, atmos_pro_run_id: correlation(String(id % 10)) };
}

function orderOf(id: number, batch: number, node: number, more: Partial<Evidence['orders'][number]> = {}) {
  const second = (id - 100) * 20;
  return {
    id,
    workspace_id: 'ws_acme',
    repository_id: '1001',
    batch_id: batch,
    node,
    attempt: 1,
    key: `key ${id}`,
    correlation: correlation(String(id % 10)),
    workflow: batch === 1 ? 'plan.yaml' : 'apply.yaml',
    ref: 'main',
    inputs: JSON.stringify(inputsOf(id, node === 0 ? 'vpc' : 'eks', batch === 1 ? head : merge)),
    carries_id: 1,
    concurrency_groups: '[]',
    state: 'sent',
    refusal: null,
    problem: null,
    lookups: 0,
    run_id: String(id),
    run_url: null,
    run_attempt: 1,
    run_status: 'completed',
    run_end: 'success',
    run_updated_at: null,
    run_read_at: null,
    approval: null,
    exit_code: null,
    planned_at: second * 1_000 - 1_000,
    sending_at: second * 1_000 - 500,
    unclear_at: null,
    ended_at: null,
    ...more,
  } as const satisfies Evidence['orders'][number];
}

function nodeOf(batch: number, number: number, more: Partial<Evidence['nodes'][number]> = {}) {
  return {
    batch_id: batch,
    number,
    stack: 'dev',
    component: number === 0 ? 'vpc' : 'eks',
    kind: batch === 1 ? 'plan' : 'change',
    is_transparent: 0,
    state: 'succeeded',
    reason: null,
    detail: null,
    result: null,
    open_parents: 0,
    failed_parents: 0,
    attempt: 1,
    workflows: '[]',
    lock_path: null,
    waits_for: null,
    updated_at: 0,
    ...more,
  } as const satisfies Evidence['nodes'][number];
}

function batchOf(id: number, sha: string, activity: string) {
  return {
    ...{ id, workspace_id: 'ws_acme', repository_id: '1001', event: 'pull_request', activity },
    ...{ subject: 'pr/1', head_sha: head, generation: 1, sha, base_ref: 'main', state: 'concluded' },
    ...{ stopped: null, set_id: id, held_by: null, reason: null, conclusion: 'success', counts: '{}' },
    ...{ has_owner_errors: 0, merged_at: null, deadline_at: null, created_at: 0, updated_at: 0 },
    concluded_at: 0,
  } as const satisfies Evidence['batches'][number];
}

const applied = (id: number, start: number, component: string, more: Partial<SeenRun> = {}) =>
  runOf(id, start, { workflow: 'apply.yaml', inputs: inputsOf(id, component, merge), ...more });
const check = (id: number, sha: string) => ({
  ...{ id, name: 'Atmos Pro', head_sha: sha, status: 'completed', conclusion: 'success' },
  ...{ title: '2 succeeded', summary: 'table' },
});
const comment = { id: 1, number: 1, author: 'atmos-pro[bot]', body: '<!-- atmos-pro pr ws 1001 1 -->\ntext' };
const files = (file: string) =>
  ['vpc', 'eks'].map((component) => ({ stack: 'dev', component, files: [file] }));
const command = {
  ...{ source: 'guid', kind: 'retry', batch_id: 1, actor_login: 'alice', actor_id: '9' },
  ...{ outcome: 'done', commanded_at: 0 },
};

/** Two plans, one after the other; a merge; two applies in their order. */
const wellDone: Evidence = {
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
  comments: [comment],
  pulls: [
    {
      ...{ number: 1, state: 'merged', baseRef: 'main', isFork: false, heads: [head] },
      ...{ mergedAt: 55_000, mergeSha: merge },
    },
  ],
  uploads: [
    { sha: head, wired: files('plan.yaml') },
    { sha: merge, wired: files('apply.yaml') },
  ],
  declared: Object.fromEntries(
    ['plan.yaml', 'apply.yaml'].map((file) => [file, ['stack', 'component', 'sha', 'atmos_pro_run_id']]),
  ),
  changing: ['apply.yaml'],
  writers: ['alice'],
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
  wanted: {
    checks: new Map([
      [head, check(1, head)],
      [merge, check(2, merge)],
    ]),
    comments: new Map([[1, comment.body]]),
  },
};

type Change = (evidence: Evidence) => Partial<Evidence>;
const withRun =
  (id: number, more: Partial<SeenRun>): Change =>
  ({ runs }) => ({ runs: runs.map((run) => (run.id === id ? { ...run, ...more } : run)) });
const withMoreRuns =
  (...more: readonly SeenRun[]): Change =>
  ({ runs }) => ({ runs: [...runs, ...more] });
const withPull =
  (more: Partial<Evidence['pulls'][number]>): Change =>
  ({ pulls }) => ({ pulls: pulls.map((pull) => ({ ...pull, ...more })) });
const withOrder =
  (id: number, more: Partial<Evidence['orders'][number]>): Change =>
  ({ orders }) => ({ orders: orders.map((order) => (order.id === id ? { ...order, ...more } : order)) });
const withNode =
  (number: number, more: Partial<Evidence['nodes'][number]>): Change =>
  ({ nodes }) => ({
    nodes: nodes.map((node) => (node.batch_id === 2 && node.number === number ? { ...node, ...more } : node)),
  });
const laterMerge = 'c'.repeat(40);

/** The merge of another pull request, on the same instance. */
function withLaterMerge(start: number): Change {
  return ({ pulls, runs }) => ({
    pulls: [
      ...pulls,
      {
        ...{ number: 2, state: 'merged', baseRef: 'main', isFork: false, heads: [] },
        ...{ mergedAt: 56_000, mergeSha: laterMerge },
      },
    ],
    runs: [...runs, applied(105, start, 'vpc', { inputs: inputsOf(105, 'vpc', laterMerge) })],
  });
}

function all(...changes: readonly Change[]): Evidence {
  let evidence = wellDone;
  for (const change of changes) evidence = { ...evidence, ...change(evidence) };
  return evidence;
}

describe('a history without a fault', () => {
  test.each<{ readonly name: string; readonly evidence: Evidence }>([
    { name: 'two plans, a merge, two applies', evidence: wellDone },
    {
      name: 'a plan again after a retry',
      evidence: all(withMoreRuns(runOf(105, 45)), () => ({ commands: [command] })),
    },
    {
      name: 'a plan again for a commit that is the head again',
      evidence: all(withMoreRuns(runOf(105, 45)), withPull({ heads: [head, 'd'.repeat(40), head] })),
    },
    {
      name: 'a plan after a parent that failed',
      evidence: all(withRun(101, { conclusion: 'failure' }), () => ({
        checks: [check(2, merge)],
        uploads: wellDone.uploads,
        wanted: { ...wellDone.wanted, checks: new Map() },
      })),
    },
    { name: 'a later merge after the earlier', evidence: all(withLaterMerge(75)) },
    {
      name: 'a commit of a fork that a writer has released',
      evidence: all(withPull({ isFork: true }), () => ({ commands: [{ ...command, kind: 'release' }] })),
    },
  ])('passes: $name', ({ evidence }) => {
    expect(findViolations(evidence)).toEqual([]);
  });
});

const faults: readonly { readonly invariant: Invariant; readonly name: string; readonly change: Change }[] = [
  {
    invariant: 'oneRunPerKey',
    name: 'an order that was sent twice',
    change: withMoreRuns(runOf(105, 30, { inputs: inputsOf(101, 'vpc', head) })),
  },
  {
    invariant: 'oneRunPerKey',
    name: 'a second order for the same deployment',
    change: withMoreRuns(runOf(105, 35)),
  },
  {
    invariant: 'oneRunPerKey',
    name: 'two rows of one attempt',
    change: ({ orders }) => ({
      orders: [...orders, orderOf(105, 1, 0, { state: 'withdrawn', run_id: null })],
    }),
  },
  { invariant: 'gatesHold', name: 'a plan beside its parent', change: withRun(102, { createdAt: 25_000 }) },
  {
    invariant: 'gatesHold',
    name: 'an apply after a parent that failed',
    change: withRun(103, { conclusion: 'failure' }),
  },
  {
    invariant: 'gatesHold',
    name: 'an apply whose parent never started',
    change: ({ orders }) => ({ orders: orders.filter(({ id }) => id !== 103) }),
  },
  {
    invariant: 'gatesHold',
    name: 'an apply below one that is not wired, below one that failed',
    change: (evidence) => ({
      ...withRun(103, { conclusion: 'failure' })(evidence),
      nodes: [...evidence.nodes, nodeOf(2, 2, { is_transparent: 1, state: 'skipped' })],
      edges: [
        { batch_id: 2, parent: 0, child: 2 },
        { batch_id: 2, parent: 2, child: 1 },
      ],
    }),
  },
  {
    invariant: 'stopsHold',
    name: 'an order that was claimed after its batch was superseded',
    change: () => ({ stops: [{ batchId: 1, at: 39_499 }] }),
  },
  {
    invariant: 'mergesRunTheirCommit',
    name: 'an apply of the head of the pull request',
    change: withRun(103, { inputs: inputsOf(103, 'vpc', head) }),
  },
  {
    invariant: 'mergesRunTheirCommit',
    name: 'an apply of a pull request that was closed',
    change: withPull({ mergedAt: undefined }),
  },
  {
    invariant: 'mergesRunTheirCommit',
    name: 'an apply before the merge',
    change: withPull({ mergedAt: 61_000 }),
  },
  {
    invariant: 'inputsAreDeclared',
    name: 'an input that the file does not declare',
    change: () => ({ declared: { 'plan.yaml': ['stack', 'component', 'sha'] } }),
  },
  {
    invariant: 'inputsAreDeclared',
    name: 'a template that nobody filled in',
    change: withOrder(101, { inputs: '{"stack":"{{ .vars.stage }}"}' }),
  },
  {
    invariant: 'inputsAreDeclared',
    name: 'more than GitHub takes',
    change: withOrder(101, { inputs: JSON.stringify({ stack: 'x'.repeat(65_536) }) }),
  },
  { invariant: 'forksAreHeld', name: 'a fork that nobody released', change: withPull({ isFork: true }) },
  {
    invariant: 'forksAreHeld',
    name: 'a fork that was released after its runs',
    change: (evidence) => ({
      ...withPull({ isFork: true })(evidence),
      commands: [{ ...command, kind: 'release', commanded_at: 99_000 }],
    }),
  },
  { invariant: 'laterMergeWins', name: 'an earlier merge after the later', change: withLaterMerge(57) },
  {
    invariant: 'oneAtATime',
    name: 'two applies of one instance',
    change: withRun(103, { completedAt: 95_000, inputs: inputsOf(103, 'eks', merge) }),
  },
  {
    invariant: 'oneAtATime',
    name: 'two runs of one concurrency group',
    change: (evidence) => {
      const first = all(withRun(101, { concurrencyGroup: 'x', completedAt: 45_000 }));
      return withRun(102, { concurrencyGroup: 'x' })({ ...evidence, ...first });
    },
  },
  {
    invariant: 'changesRunOnce',
    name: 'an apply that had succeeded',
    change: withMoreRuns(applied(105, 100, 'vpc')),
  },
  {
    invariant: 'oneComment',
    name: 'a second comment',
    change: ({ comments }) => ({ comments: [...comments, { ...comment, id: 2 }] }),
  },
  {
    invariant: 'oneCheck',
    name: 'a second check',
    change: ({ checks }) => ({ checks: [...checks, check(3, head)] }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success though a run failed',
    change: withRun(102, { conclusion: 'failure' }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success while a run is open',
    change: withRun(104, { conclusion: undefined, completedAt: undefined }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success for a part of the upload',
    change: ({ uploads }) => ({
      uploads: [
        ...uploads,
        { sha: merge, wired: [{ stack: 'dev', component: 'rds', files: ['apply.yaml'] }] },
      ],
    }),
  },
  {
    invariant: 'successIsEarned',
    name: 'success without an upload',
    change: ({ uploads }) => ({ uploads: uploads.slice(0, 1) }),
  },
  {
    invariant: 'writersCommand',
    name: 'a command of somebody who may not write',
    change: () => ({ commands: [{ ...command, actor_login: 'mallory' }] }),
  },
  {
    invariant: 'forgeriesAreRejected',
    name: 'a delivery that was not signed',
    change: () => ({ deliveries: [{ guid: 'forged', state: 'ignored' }] }),
  },
  { invariant: 'everythingEnds', name: 'an order that waits', change: withOrder(104, { state: 'unclear' }) },
  {
    invariant: 'everythingEnds',
    name: 'a batch that waits',
    change: ({ batches }) => ({ batches: batches.map((batch) => ({ ...batch, state: 'running' })) }),
  },
  {
    invariant: 'everythingEnds',
    name: 'a check that waits for nothing',
    change: ({ checks }) => ({
      checks: checks.map((one) => ({ ...one, status: 'in_progress', conclusion: null })),
    }),
  },
  {
    invariant: 'everythingEnds',
    name: 'a delivery that was answered and forgotten',
    change: () => ({ deliveries: [{ guid: 'signed', state: 'new' }] }),
  },
  { invariant: 'reportsAreTrue', name: 'no check', change: ({ checks }) => ({ checks: checks.slice(1) }) },
  { invariant: 'reportsAreTrue', name: 'no comment', change: () => ({ comments: [] }) },
  {
    invariant: 'reportsAreTrue',
    name: 'a check that says something else',
    change: ({ checks }) => ({ checks: checks.map((one) => ({ ...one, title: '1 succeeded' })) }),
  },
  {
    invariant: 'reportsAreTrue',
    name: 'a comment that is out of date',
    change: ({ comments }) => ({ comments: comments.map((one) => ({ ...one, body: `${one.body}, old` })) }),
  },
];

describe('a fault is caught', () => {
  test.each(faults)('$invariant: $name', ({ invariant, change }) => {
    const found = findViolations(all(change));
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`^${invariant}: `))]));
  });

  test('every invariant has one', () => {
    expect([...new Set(faults.map(({ invariant }) => invariant))].sort()).toEqual(invariants.toSorted());
  });

  test('a skipped parent is passed over', () => {
    const skipped = all(
      withNode(0, { state: 'skipped', is_transparent: 1 }),
      ({ orders, runs, uploads }) => ({
        orders: orders.filter(({ id }) => id !== 103),
        runs: runs.filter(({ id }) => id !== 103),
        uploads: uploads.map(({ sha, wired }) => ({ sha, wired: sha === merge ? wired.slice(1) : wired })),
      }),
    );
    expect(findViolations(skipped)).toEqual([]);
  });

  test('what still works is judged by what must hold at every moment', () => {
    const working = all(withOrder(104, { state: 'sending' }), ({ checks }) => ({
      checks: checks.map((one) => ({ ...one, status: 'in_progress', conclusion: null })),
    }));
    expect(findUnsafe(working)).toEqual([]);
    expect(findViolations(working)).not.toEqual([]);
  });
});
