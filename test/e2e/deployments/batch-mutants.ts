/** Mutants of batches, holds and deliveries. */
import {
  dispatchRoute,
  fails,
  type Mutant,
  merge,
  pass,
  push,
  single,
  tick,
  unheard,
  upload,
  wide,
} from './mutant.ts';
import { approvedWorkflows } from './seed.ts';

export const batchMutants: readonly Mutant[] = [
  {
    name: 'an upload is for the merge by its time instead of its ref',
    edits: [
      {
        file: 'domain/dispatch/upload-activity.ts',
        from: 'if (readMergeRef(upload.ref) !== undefined) return decidePull(facts);',
        to: 'if (readMergeRef(upload.ref) !== undefined) return seekRun(facts) ?? decideTarget(facts);',
      },
      {
        file: 'domain/dispatch/upload-activity.ts',
        from: '(readCreation(facts) ?? 0) >= mergedAt ?',
        to: '(readCreation(facts) ?? 0) + activitySlackMs >= mergedAt ?',
      },
    ],
    steps: [{ do: 'upload-across-merge', pull: 1, graph: single }, pass(40)],
  },
  {
    name: 'a merge is applied with the head of its pull request',
    edits: [
      {
        file: 'server/deployments/pull-batches.ts',
        from: 'sha: merged ? pull.mergeSha : activity.headSha,',
        to: 'sha: activity.headSha,',
      },
    ],
    steps: [merge(), upload(single), pass(15)],
  },
  {
    name: 'a claim does not look whether its batch was replaced',
    edits: [
      {
        file: 'server/deployments/orders/claim-order.ts',
        from: 'const batch = await lockOrderBatch(trx, dialect, order.batch_id);',
        to: 'const batch = { mayDispatch: true, isStopped: false };',
      },
      {
        file: 'server/deployments/order-views.ts',
        from: ".where('state', '=', 'planned')",
        to: ".where('state', '=', 'withdrawn')",
      },
    ],
    steps: [
      { do: 'fault', route: dispatchRoute, kind: 'secondary-rate-limit', skip: 0 },
      upload(wide),
      push(),
      pass(40),
      pass(40),
    ],
  },
  {
    name: 'an earlier merge is applied after a later one',
    edits: [
      {
        file: 'domain/dispatch/overtake.ts',
        from: "const started = others.filter(({ standing }) => standing !== 'unstarted');",
        to: "const started = others.filter(({ standing }) => standing === ('none' as string));",
      },
    ],
    steps: [push(2), merge(1), pass(5), merge(2), upload(single, 2), pass(40), upload(single, 1), pass(40)],
  },
  {
    name: 'runs of one concurrency group are started together',
    edits: [
      {
        file: 'server/deployments/obstacles.ts',
        from: 'return order.groups.some((group) => groups.includes(group));',
        to: 'return order.groups.length < 0 && groups.length < 0;',
      },
    ],
    steps: [push(2), upload(single, 1), upload(single, 2), pass(5)],
  },
  {
    name: 'code of a fork is not held',
    edits: [
      {
        file: 'domain/dispatch/hold.ts',
        from: "if (facts.isFork && !merged && !released.has('fork')) return { reason: 'fork' };",
        to: '',
      },
    ],
    steps: [{ do: 'fork' }, { do: 'upload-fork', graph: single }, pass(15)],
  },
  {
    name: 'the approval of one commit of a fork is that of the next',
    edits: [
      {
        file: 'server/deployments/holds.ts',
        from: 'if (pull?.approvedSha === batch.headSha)',
        to: 'if (pull.approvedSha !== undefined)',
      },
    ],
    steps: [
      { do: 'fork' },
      { do: 'upload-fork', graph: single },
      pass(15),
      tick('alice', 2),
      pass(15),
      { do: 'fork' },
      { do: 'upload-fork', graph: single },
      pass(15),
    ],
  },
  {
    name: 'an upload after the deadline is ignored',
    edits: [
      {
        file: 'domain/dispatch/advance-batch.ts',
        from: 'if (batch.stopped !== undefined || batch.setId === setId) return',
        to: "if (batch.stopped !== undefined || batch.state === 'concluded' || batch.setId === setId) return",
      },
    ],
    steps: [pass(40), pass(150), pass(150), upload(single), pass(15)],
  },
  {
    name: 'a delivery is looked for before it is stored, and not while',
    edits: [
      {
        file: 'server/database/migrations/0002-deployments/deliveries.ts',
        from: 'column.notNull().unique()',
        to: 'column.notNull()',
      },
      {
        file: 'server/github-events/delivery-table.ts',
        from: "    .onConflict((conflict) => conflict.column('guid').doNothing())\n",
        to: '',
      },
      {
        file: 'server/github-events/delivery-table.ts',
        from: ': db.transaction().execute(async (trx) => {',
        to: ": (await db.selectFrom('deliveries').select('id').where('guid', '=', delivery.guid).executeTakeFirst()) ? 'repeated' : db.transaction().execute(async (trx) => {",
      },
    ],
    steps: [{ do: 'hooks', mode: 'twice', times: 8 }, push(), upload(single), pass(15)],
    // With an embedded database a request is answered before the next is read.
    scene: { store: 'postgres', skewsMs: [0, 0] },
  },
  {
    name: 'news of a run count in the order of their arrival',
    edits: [
      {
        file: 'domain/dispatch/run-rank.ts',
        from: 'if (known === undefined || news.attempt > known.attempt) return',
        to: 'if (known === undefined || news.attempt >= known.attempt) return',
      },
    ],
    steps: [unheard, upload(single), pass(15), pass(5), { do: 'release', seed: 5 }, pass(5)],
  },
  {
    name: 'a run of a replaced commit keeps waiting for its approval',
    edits: [
      {
        file: 'server/deployments/order-views.ts',
        from: ".where('run_status', '=', 'waiting')",
        to: ".where('run_status', '=', 'none')",
      },
      {
        file: 'server/deployments/orders/run-news.ts',
        from: 'if (batch.isStopped && isWaiting) {',
        to: 'if (batch.isStopped && !isWaiting && changed.run_status === null) {',
      },
    ],
    steps: [upload(single), pass(15), push(), pass(15)],
    scene: { workflows: approvedWorkflows },
  },
  {
    name: 'every person who edits the comment may command',
    edits: [
      {
        file: 'server/projections/run-command.ts',
        from: 'mayWrite({ client: ports.client, signal }, handle, sender),',
        to: 'mayWrite({ client: ports.client, signal }, handle, sender).then(() => true),',
      },
    ],
    steps: [
      fails('vpc'),
      upload(single),
      pass(40),
      { do: 'hooks', event: 'issue_comment', mode: 'hold', times: 1 },
      tick('bob'),
      { do: 'role', login: 'bob', role: 'read' },
      pass(5),
    ],
  },
  {
    name: 'a merge without an upload looks well',
    edits: [
      {
        file: 'domain/dispatch/no-upload.ts',
        from: 'if (hadWired && isMerge(activity)) {',
        to: 'if (!hadWired && isMerge(activity)) {',
      },
    ],
    steps: [upload(single), pass(15), merge(), pass(150), pass(150)],
  },
  {
    name: 'a retry runs again what has succeeded',
    edits: [
      {
        file: 'domain/dispatch/retry.ts',
        from: "const retried: readonly NodeState[] = ['failed',",
        to: "const retried: readonly NodeState[] = ['succeeded', 'failed',",
      },
      // What succeeded is held back in two places.
      {
        file: 'domain/dispatch/follow-run.ts',
        from: "good.has(end) && (kind === 'change' || ",
        to: 'good.has(end) && (',
      },
    ],
    steps: [
      upload(wide),
      pass(15),
      merge(),
      fails('dns'),
      upload(wide),
      pass(40),
      pass(15),
      fails('-'),
      tick('alice'),
      pass(40),
    ],
  },
  {
    name: 'deadlines of batches are known to the process that opened them alone',
    edits: [
      {
        file: 'server/deployments/deadlines.ts',
        from: 'export function createDeadlines(ports: DeadlinePorts): WorkKind {\n',
        to: 'let startedAt = 0;\nexport function createDeadlines(ports: DeadlinePorts): WorkKind {\n  void readDatabaseTime(ports.database).then((now) => { startedAt = now; });\n',
      },
      {
        file: 'server/deployments/deadlines.ts',
        from: 'for (const batch of await listDue(database.db, dialect, maxPerRound)) {',
        to: 'for (const batch of (await listDue(database.db, dialect, maxPerRound)).filter((one) => one.createdAt >= startedAt)) {',
      },
    ],
    steps: [pass(15), { do: 'stop' }, { do: 'start' }, pass(40)],
  },
];
