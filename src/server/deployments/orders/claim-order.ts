/** Claims an order: whether it may be sent now is decided in the transaction that says that it will be. */
import { type Kysely, sql } from 'kysely';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import type { DeploymentHandle } from '../../repositories/deployment-access.ts';
import type { WorkResult, WorkTask } from '../../work/kind.ts';
import { type Bucket, takeTokens } from '../../work/token-bucket.ts';
import {
  changeOrder,
  isUnsettledOrder,
  lockOrderBatch,
  type OrderRow,
  type OrderWriting,
  readOrder,
} from './order-rows.ts';

/** Longest time between two checks of an order that may not be sent yet, in milliseconds. */
const maxWaitMs = 30_000;
/** How long a lane without ids needs for one order, in milliseconds: it decides when an order is checked again. */
const laneStepMs = 500;
/** When an order of a batch that is held is checked again, in milliseconds. */
const heldWaitMs = 15_000;
/** Default of `dispatch.max_per_second`. */
const defaultPerSecond = 3;
/** Dispatches at once, after a pause. */
const burst = 120;
export const dispatchBucket = 'dispatch';

interface ClaimPorts extends OrderWriting {
  readonly database: OpenedDatabase;
}

type Claim =
  | { readonly status: 'claimed'; readonly row: OrderRow }
  | { readonly status: 'later'; readonly result: WorkResult };

function later(againInMs: number): Claim & { readonly status: 'later' } {
  return { status: 'later', result: { againInMs: Math.ceil(againInMs) } };
}

/** Whether no other order of the lane may have a run that is not known. The lane's lock lasts until the transaction ends. */
async function isLaneClear(
  trx: Kysely<Database>,
  row: OrderRow,
  { dialect }: OrderWriting,
): Promise<boolean> {
  if (row.carries_id === 1) return true;
  const { repository_id: repositoryId, workflow, ref } = row;
  const unread = { etag: null, blob_sha: null, content: null, read_at: 0 };
  await trx
    .insertInto('workflow_files')
    .values({ repository_id: repositoryId, ref, file: workflow, ...unread })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const lane = trx
    .selectFrom('workflow_files')
    .select('file')
    .where('repository_id', '=', repositoryId)
    .where('ref', '=', ref)
    .where('file', '=', workflow);
  await dialect.lockRows(lane).execute();
  const other = await trx
    .selectFrom('orders')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where('workflow', '=', workflow)
    .where('ref', '=', ref)
    .where(isUnsettledOrder)
    .where('id', '!=', row.id)
    .limit(1)
    .executeTakeFirst();
  return other === undefined;
}

/** How many planned orders of the repository are before this one. */
async function countAhead(trx: Kysely<Database>, row: OrderRow): Promise<number> {
  const { count } = await trx
    .selectFrom('orders')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('repository_id', '=', row.repository_id)
    .where('state', '=', sql.lit('planned'))
    .where('id', '<', row.id)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How fast the installation dispatches, all replicas together: GitHub limits what an App writes in a minute. */
function bucketOf({ repository }: DeploymentHandle): Bucket {
  const perSecond = repository.config.deployments?.dispatch.maxPerSecond ?? defaultPerSecond;
  return { name: dispatchBucket, intervalMs: Math.ceil(1_000 / perSecond), burst };
}

/** Rejects with `LeaseLost`. */
export async function claimOrder(
  task: WorkTask,
  order: OrderRow,
  { handle, ports }: { readonly handle: DeploymentHandle; readonly ports: ClaimPorts },
): Promise<Claim> {
  const { dialect } = ports;
  const { installationId } = handle;
  const bucket = bucketOf(handle);
  return ports.database.db.transaction().execute(async (trx): Promise<Claim> => {
    const batch = await lockOrderBatch(trx, dialect, order.batch_id);
    await task.hold(trx);
    const row = await readOrder(trx, order.id);
    if (row?.state !== 'planned') return later(0);
    if (batch.isStopped) {
      await changeOrder(trx, { row, fact: { type: 'withdrawn' } }, ports);
      return { status: 'later', result: undefined };
    }
    if (!batch.mayDispatch) return later(heldWaitMs);
    if (!(await isLaneClear(trx, row, ports))) {
      return later(Math.min(maxWaitMs, laneStepMs * (1 + (await countAhead(trx, row)))));
    }
    const taken = await takeTokens(trx, dialect, { installationId, buckets: [bucket] });
    if (taken.status === 'empty') {
      const spreadMs = (await countAhead(trx, row)) * bucket.intervalMs;
      return later(Math.min(taken.afterMs + spreadMs, maxWaitMs));
    }
    const fact = { type: 'claimed', isBatchRunning: batch.mayDispatch, isLaneClear: true } as const;
    const claimed = await changeOrder(trx, { row, fact }, ports);
    return { status: 'claimed', row: claimed };
  });
}
