/** Reads runs that news do not come of, or contradict each other; and cancels what must not run. */
import { type Kysely, sql } from 'kysely';
import { matchWindowMs } from '../../../domain/dispatch/match-run.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import type { ShownRun } from '../../../github/workflow-runs.ts';
import {
  cancelDispatchedRun,
  listDispatchedRuns,
  listPendingEnvironments,
  readDispatchedRun,
} from '../../../github/workflow-runs.ts';
import type { Database } from '../../database/schema.ts';
import { enqueue } from '../../work/enqueue.ts';
import { createRounds, type WorkKind } from '../../work/kind.ts';
import { deploymentWork, type ReadRuns } from '../seams.ts';
import { lockOrderBatch, type OrderRow, readOrder } from './order-rows.ts';
import { type RunReport, recordRun, runWork, toReport } from './run-news.ts';
import type { SeekPorts } from './seek.ts';

/** A run without news for this long is read, in milliseconds. */
const quietMs = 10 * 60_000;
/** Time between two rounds of reads, in milliseconds. */
const roundMs = 60_000;
/** Most runs of one round. */
const maxQuiet = 500;
/** From so many quiet runs of one file on, they are listed instead of read one by one. */
const minListed = 4;
/** Oldest start of a run that is looked for in a list, in milliseconds. */
const maxListedAgeMs = 2 * 24 * 60 * 60_000;
/** How long a run may take before it counts as timed out, in milliseconds: a workflow may run for 35 days, and a plan has no reason to. */
const patienceMs = { plan: 36 * 60 * 60_000, change: 36 * 24 * 60 * 60_000 };

const kindBasics = {
  concurrency: 4,
  leaseMs: 15_000,
  maxRunMs: 60_000,
  retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
} as const;

function placeOf({ workspace_id: workspaceId, repository_id: repositoryId }: OrderRow) {
  return { workspaceId, repositoryId };
}

async function isOverdue(trx: Kysely<Database>, row: OrderRow, now: number): Promise<boolean> {
  const node = await trx
    .selectFrom('batch_nodes')
    .select('kind')
    .where('batch_id', '=', row.batch_id)
    .where('number', '=', row.node)
    .executeTakeFirst();
  return now - (row.sending_at ?? row.planned_at) > patienceMs[node?.kind ?? 'change'];
}

/** Records what was read of the run of an order. `undefined`: GitHub does not show the run. */
async function recordRead(order: OrderRow, read: RunReport | undefined, ports: SeekPorts): Promise<void> {
  const { database, dialect } = ports;
  await database.db.transaction().execute(async (trx) => {
    const batch = await lockOrderBatch(trx, dialect, order.batch_id);
    const row = await readOrder(trx, order.id);
    if (row === undefined || row.run_id !== order.run_id || row.run_id === null) return;
    const { now } = await trx.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
    const isOpen = row.run_end === null && read?.news?.end === undefined;
    if (isOpen && (await isOverdue(trx, row, now))) {
      const attempt = read?.news?.attempt ?? row.run_attempt ?? 1;
      const news = { attempt, status: 'completed', end: 'timed_out', updatedAt: now } as const;
      await recordRun(
        trx,
        { row, batch, report: { runId: row.run_id, url: undefined, news, source: 'read' } },
        ports,
      );
    } else if (read !== undefined) await recordRun(trx, { row, batch, report: read }, ports);
    await trx.updateTable('orders').set({ run_read_at: dialect.now }).where('id', '=', row.id).execute();
  });
}

/** What is shown of a run; with what it waits for. */
async function readOne(
  order: OrderRow,
  runId: string,
  { ports, signal }: { readonly ports: SeekPorts; readonly signal: AbortSignal },
) {
  const calls = { client: ports.client, signal };
  return ports.access.use(placeOf(order), async (handle): Promise<RunReport | undefined> => {
    try {
      const run = await readDispatchedRun(calls, handle, runId);
      const report = toReport(run, 'read');
      if (report.news?.status !== 'waiting') return report;
      return { ...report, approval: await listPendingEnvironments(calls, handle, runId) };
    } catch (error) {
      if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined;
      throw error;
    }
  });
}

async function readQuiet(ports: SeekPorts): Promise<readonly OrderRow[]> {
  const { database, dialect } = ports;
  return database.db
    .selectFrom('orders')
    .selectAll()
    .where('state', '=', sql.lit('sent'))
    .where('run_end', 'is', null)
    .where('run_read_at', '<', dialect.after(-quietMs))
    .orderBy('run_read_at')
    .limit(maxQuiet)
    .execute();
}

/** One list covers many runs of a file. Returns the orders that it does not show. */
async function readByList(
  orders: readonly OrderRow[],
  { ports, signal }: { readonly ports: SeekPorts; readonly signal: AbortSignal },
): Promise<readonly OrderRow[]> {
  const [first] = orders;
  if (first === undefined || orders.length < minListed) return orders;
  const { now } = await ports.database.db.selectNoFrom(ports.dialect.now.as('now')).executeTakeFirstOrThrow();
  const starts = orders.map((order) => order.sending_at ?? order.planned_at);
  const since = Math.max(Math.min(...starts), now - maxListedAgeMs) - matchWindowMs;
  const runs = await ports.access.use(placeOf(first), (handle) =>
    listDispatchedRuns({ client: ports.client, signal }, handle, {
      workflow: first.workflow,
      since,
      until: now + matchWindowMs,
    }),
  );
  const shown = new Map<string | null, ShownRun>(runs.map((run) => [run.runId, run]));
  for (const order of orders) {
    const run = shown.get(order.run_id);
    if (run !== undefined) await recordRead(order, toReport(run, 'read'), ports);
  }
  return orders.filter(({ run_id: runId }) => !shown.has(runId));
}

/** At once, whatever was heard of them. */
export function createReadRuns(ports: SeekPorts): ReadRuns {
  return async (ids, signal) => {
    if (ids.length === 0) return;
    const orders = await ports.database.db
      .selectFrom('orders')
      .selectAll()
      .where(sql<boolean>`id in (select cast(value ->> 0 as ${sql.raw(ports.dialect.bigint)})
        from ${ports.dialect.elementsOf(JSON.stringify(ids.map((id) => [id])))})`)
      .execute();
    const groups = Map.groupBy(orders, ({ repository_id: id, workflow }) => `${id}/${workflow}`);
    for (const group of groups.values()) {
      for (const order of await readByList(group, { ports, signal })) {
        signal.throwIfAborted();
        if (order.run_id === null) continue;
        await recordRead(order, await readOne(order, order.run_id, { ports, signal }), ports);
      }
    }
  };
}

/** Reads the runs that nothing was heard of for a while. */
function createWatch(ports: SeekPorts): WorkKind {
  return createRounds('order-watch', roundMs, async (signal) => {
    const groups = Map.groupBy(
      await readQuiet(ports),
      ({ repository_id: id, workflow }) => `${id}/${workflow}`,
    );
    for (const orders of groups.values()) {
      // A repository that GitHub does not show must not hold up the others.
      const left = await readByList(orders, { ports, signal }).catch((error: unknown) => {
        if (!(error instanceof GitHubFailure)) throw error;
        return orders;
      });
      await enqueue(
        ports.database.db,
        ports.dialect,
        left.map(({ id }) => ({ kind: runWork.read, key: String(id) })),
      );
    }
  });
}

/** Reads, and cancels of a second run and of a run that waits for approval though its batch was stopped. */
export function createRunReads(ports: SeekPorts): readonly WorkKind[] {
  const { database, access, client, dialect } = ports;
  return [
    createWatch(ports),
    {
      ...kindBasics,
      kind: runWork.read,
      maxAttempts: 10,
      async run({ entry, signal }) {
        const order = await readOrder(database.db, Number(entry.key));
        if (order === undefined || order.run_id === null) return;
        await recordRead(order, await readOne(order, order.run_id, { ports, signal }), ports);
      },
    },
    {
      ...kindBasics,
      kind: deploymentWork.cancel,
      maxAttempts: 20,
      async run({ entry, signal }) {
        const order = await readOrder(database.db, Number(entry.key));
        const { run_id: runId, batch_id: batchId } = order ?? {};
        if (order === undefined || typeof runId !== 'string' || batchId === undefined) return;
        const report = await readOne(order, runId, { ports, signal });
        await recordRead(order, report, ports);
        if (report?.news?.status !== 'waiting') return;
        const { isStopped } = await database.db
          .transaction()
          .execute((trx) => lockOrderBatch(trx, dialect, batchId));
        if (isStopped)
          await access.use(placeOf(order), (handle) =>
            cancelDispatchedRun({ client, signal }, handle, runId),
          );
      },
    },
    {
      ...kindBasics,
      kind: runWork.duplicate,
      maxAttempts: 20,
      async run({ entry, signal }) {
        const [id, runId] = entry.key.split('/');
        const order = await readOrder(database.db, Number(id));
        // It may have become the order's run meanwhile: then another one was canceled.
        if (order === undefined || runId === undefined || order.run_id === runId) return;
        await access.use(placeOf(order), (handle) => cancelDispatchedRun({ client, signal }, handle, runId));
      },
    },
  ];
}
