/** Searches for the run of an order whose answer was lost, or names none. */
import { type Kysely, sql } from 'kysely';
import { hasRunsSince, type ListedRun, matchRun, matchWindowMs } from '../../../domain/dispatch/match-run.ts';
import { findCorrelations } from '../../../domain/dispatch/order-key.ts';
import { acceptedWaitMs, lookupsMs } from '../../../domain/dispatch/order-states.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { fetchDefaultBranch } from '../../../github/default-branch.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import { listDispatchedRuns, type ShownRun } from '../../../github/workflow-runs.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import type { DeploymentAccess } from '../../repositories/deployment-access.ts';
import type { WorkResult, WorkTask } from '../../work/kind.ts';
import { auditOrder } from './order-audit.ts';
import { changeOrder, type LockedBatch, lockOrderBatch, type OrderRow, readOrder } from './order-rows.ts';
import { type NewsPorts, recordRun, toReport } from './run-news.ts';

export interface SeekPorts extends NewsPorts {
  readonly database: OpenedDatabase;
  readonly access: DeploymentAccess;
  readonly client: GitHubClient;
  /** Login of the App's bot, which starts every run of an order. */
  readonly botLogin: () => Promise<string>;
  /** Never goes back, in milliseconds. */
  readonly monotonic: () => number;
}

/** When the run of an accepted order is searched for again: the longer it takes, the less often, in milliseconds. */
const acceptedPauses = { min: 3_000, max: 60_000 };

interface Search {
  readonly row: OrderRow;
  readonly batch: LockedBatch;
  /** All that GitHub lists. */
  readonly runs: readonly ShownRun[];
  readonly bot: string;
  readonly now: number;
}

async function readNow(db: Kysely<Database>, { dialect }: SeekPorts): Promise<number> {
  return (await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow()).now;
}

/** Those of `runIds` that other orders have. */
async function findClaimed(
  trx: Kysely<Database>,
  row: OrderRow,
  { runs, dialect }: { readonly runs: readonly ShownRun[] } & Pick<SeekPorts, 'dialect'>,
): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set();
  const listed = dialect.elementsOf(JSON.stringify(runs.map(({ runId }) => [runId])));
  const claimed = await trx
    .selectFrom('orders')
    .select('run_id')
    .where('repository_id', '=', row.repository_id)
    .where('id', '!=', row.id)
    .where(sql<boolean>`run_id in (select value ->> 0 from ${listed})`)
    .execute();
  return new Set(claimed.flatMap(({ run_id: id }) => id ?? []));
}

/** Further runs of the order itself: it was sent again though a run had been started. */
function findTwins(row: OrderRow, runs: readonly ListedRun[], runId: string): readonly string[] {
  const twins = runs.filter(({ title, isOwn, isClaimed }) => {
    const ids = findCorrelations(title);
    return isOwn && !isClaimed && ids.length === 1 && ids[0] === row.correlation;
  });
  return twins.flatMap((twin) => (twin.runId === runId ? [] : [twin.runId]));
}

async function recordFound(
  trx: Kysely<Database>,
  { row, batch, runs }: Search,
  {
    listed,
    runId,
    ports,
  }: { readonly listed: readonly ListedRun[]; readonly runId: string; readonly ports: SeekPorts },
): Promise<void> {
  ports.metrics.counted('found');
  const report = (id: string) => {
    const run = runs.find((one) => one.runId === id);
    return run === undefined ? undefined : toReport(run, 'read');
  };
  let current = row;
  for (const id of [runId, ...findTwins(row, listed, runId)]) {
    const told = report(id);
    if (told !== undefined) current = await recordRun(trx, { row: current, batch, report: told }, ports);
  }
}

async function recordNone(
  trx: Kysely<Database>,
  { row, batch, now }: Search,
  ports: SeekPorts,
): Promise<WorkResult> {
  const since = row.unclear_at ?? now;
  if (row.state === 'accepted') {
    const ageMs = now - since;
    if (ageMs < acceptedWaitMs) {
      const pauseMs = Math.min(Math.max(acceptedPauses.min, ageMs / 2), acceptedPauses.max);
      return { againInMs: Math.ceil(Math.min(pauseMs, acceptedWaitMs - ageMs)) };
    }
    ports.metrics.counted('no_run');
    const columns = { problem: 'GitHub accepted the dispatch and shows no run of it.' };
    const refused = await changeOrder(trx, { row, fact: { type: 'no_run' }, columns }, ports);
    await auditOrder(
      trx,
      { event: 'workflow.failed', row: refused, details: { problem: columns.problem } },
      ports,
    );
    return undefined;
  }
  ports.metrics.counted('not_found');
  const fact = { type: 'not_found', isBatchRunning: batch.mayDispatch } as const;
  const changed = await changeOrder(trx, { row, fact }, ports);
  if (changed.state === 'withdrawn') return undefined;
  if (changed.state === 'planned') return { againInMs: 0 };
  return { againInMs: Math.max(0, since + (lookupsMs[changed.lookups] ?? 0) - now) };
}

async function recordMany(trx: Kysely<Database>, row: OrderRow, ports: SeekPorts): Promise<void> {
  ports.metrics.counted('unknown_run');
  const columns = { problem: 'Several runs may be that of the dispatch, and nothing tells which.' };
  const refused = await changeOrder(trx, { row, fact: { type: 'ambiguous' }, columns }, ports);
  await auditOrder(
    trx,
    { event: 'workflow.failed', row: refused, details: { problem: columns.problem } },
    ports,
  );
}

async function recordSearch(trx: Kysely<Database>, search: Search, ports: SeekPorts): Promise<WorkResult> {
  const { row, runs, bot } = search;
  const claimed = await findClaimed(trx, row, { runs, dialect: ports.dialect });
  const listed = runs.map((run) => ({ ...run, isOwn: run.actor === bot, isClaimed: claimed.has(run.runId) }));
  const startedAt = row.sending_at ?? search.now;
  const { correlation } = row;
  const match = matchRun({ correlation, startedAt, carriesId: row.carries_id === 1 }, listed);
  if (match.status === 'none') return recordNone(trx, search, ports);
  if (match.status === 'ambiguous') await recordMany(trx, row, ports);
  else await recordFound(trx, search, { listed, runId: match.runId, ports });
  return undefined;
}

/** Whether GitHub shows the repository to us. */
async function isShown(
  { workspace_id: workspaceId, repository_id: repositoryId }: OrderRow,
  signal: AbortSignal,
  { access, client }: SeekPorts,
): Promise<boolean> {
  try {
    await access.use({ workspaceId, repositoryId }, (handle) =>
      fetchDefaultBranch({ client, signal }, handle),
    );
    return true;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return false;
    throw error;
  }
}

/** A failed read does not count as a lookup: the order waits until GitHub answers. */
export async function seekRun(task: WorkTask, order: OrderRow, ports: SeekPorts): Promise<WorkResult> {
  const { database, access, client, dialect, botLogin, monotonic } = ports;
  const from = monotonic();
  const now = await readNow(database.db, ports);
  const dueInMs = (order.unclear_at ?? now) + (lookupsMs[order.lookups] ?? 0) - now;
  if (order.state === 'unclear' && dueInMs > 0) return { againInMs: dueInMs };
  const { workspace_id: workspaceId, repository_id: repositoryId, workflow, correlation } = order;
  const sentAt = order.sending_at ?? now;
  const bot = await botLogin();
  const isEnough = (found: readonly ShownRun[]) => {
    const runs = found.map((run) => ({ ...run, isOwn: run.actor === bot }));
    return hasRunsSince({ correlation, elapsedMs: now - sentAt + monotonic() - from }, runs);
  };
  const list = access.use({ workspaceId, repositoryId }, (handle) =>
    listDispatchedRuns({ client, signal: task.signal }, handle, {
      workflow,
      since: sentAt - matchWindowMs,
      until: now + matchWindowMs,
      // With thousands of runs, all of them are dozens of requests for each order.
      isEnough,
    }),
  );
  const read = await list.catch(async (error: unknown) => {
    if (!(error instanceof GitHubFailure) || error.kind !== 'not-found') throw error;
    // GitHub knows no workflow of that name, or shows us nothing of the repository.
    return (await isShown(order, task.signal, ports)) ? [] : error;
  });
  return database.db.transaction().execute(async (trx): Promise<WorkResult> => {
    const batch = await lockOrderBatch(trx, dialect, order.batch_id);
    await task.hold(trx);
    // A repository that is gone shows no run: then nothing is sent again either.
    if (read instanceof GitHubFailure && !batch.isStopped) throw read;
    const runs = read instanceof GitHubFailure ? [] : read;
    const row = await readOrder(trx, order.id);
    if (row?.state !== order.state || row.lookups !== order.lookups) return { againInMs: 0 };
    return recordSearch(trx, { row, batch, runs, now, bot }, ports);
  });
}
