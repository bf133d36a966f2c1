/**
 * Sends orders, each at most once. A claim is recorded before GitHub is asked, so that whatever happens then leaves an order that is
 * unclear, and whose run is searched for before anything is sent again.
 */
import type { Transaction } from 'kysely';
import { lookupsMs, maxClaimAgeMs, sendLeaseMs } from '../../../domain/dispatch/order-states.ts';
import { dispatchTimeoutMs } from '../../../github/bounded-fetch.ts';
import type { DispatchOutcome, SendDispatch } from '../../../github/dispatches.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import { hasFields } from '../../database/json-text.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import type { DeploymentAccess, DeploymentHandle } from '../../repositories/deployment-access.ts';
import type { WorkKind, WorkResult, WorkTask } from '../../work/kind.ts';
import { calmBucket } from '../../work/token-bucket.ts';
import type { DefaultBranches } from '../default-branches.ts';
import { deploymentWork } from '../seams.ts';
import { readDelivered } from './batch-delay.ts';
import { claimOrder, dispatchBucket } from './claim-order.ts';
import { auditOrder } from './order-audit.ts';
import { changeOrder, lockOrderBatch, type OrderRow, readOrder } from './order-rows.ts';
import { type NewsPorts, recordRun } from './run-news.ts';
import { type SeekPorts, seekRun } from './seek.ts';
import { expireWorkflowFile } from './workflow-cache.ts';

export interface SenderPorts extends NewsPorts, SeekPorts {
  readonly database: OpenedDatabase;
  readonly access: DeploymentAccess;
  readonly dispatch: SendDispatch;
  readonly defaultBranches: Pick<DefaultBranches, 'forget'>;
  /** Wall clock of `retryAt`, in milliseconds. */
  readonly now: () => number;
}

type Again = { readonly againInMs: number };
function readInputs({ inputs }: OrderRow): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(inputs);
  if (!hasFields(value, {})) return {};
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

/** How long an order waits that GitHub did not start, in milliseconds. */
function pauseOf(retryAt: number | undefined, now: number): number {
  return retryAt === undefined ? 1_000 : Math.min(Math.max(retryAt - now, 1_000), 10 * 60_000);
}

async function recordRejection(
  trx: Transaction<Database>,
  {
    row,
    outcome: { reason: problem, isOutdated },
  }: { readonly row: OrderRow; readonly outcome: Extract<DispatchOutcome, { status: 'rejected' }> },
  ports: SenderPorts,
): Promise<undefined> {
  const fact = { type: 'answered', answer: 'rejected' } as const;
  const refused = await changeOrder(trx, { row, fact, columns: { problem } }, ports);
  await auditOrder(trx, { event: 'workflow.failed', row: refused, details: { problem } }, ports);
  if (!isOutdated) return;
  await expireWorkflowFile(trx, row);
  // The branch may have been renamed.
  ports.defaultBranches.forget({ workspaceId: row.workspace_id, repositoryId: row.repository_id });
}

/** What an answer other than a run changes. Under the lease: a later claim of the order must not be taken for this one. */
async function recordAnswer(
  trx: Transaction<Database>,
  {
    row,
    outcome,
    handle,
  }: {
    readonly row: OrderRow;
    readonly outcome: Exclude<DispatchOutcome, { status: 'run' }>;
    readonly handle: DeploymentHandle;
  },
  ports: SenderPorts,
): Promise<WorkResult> {
  const { dialect } = ports;
  const { installationId } = handle;
  switch (outcome.status) {
    case 'accepted': {
      await changeOrder(trx, { row, fact: { type: 'answered', answer: 'accepted' } }, ports);
      return { againInMs: lookupsMs[0] ?? 0 };
    }
    case 'rejected':
      return recordRejection(trx, { row, outcome }, ports);
    case 'limited':
    case 'unsent': {
      const againInMs = pauseOf(outcome.retryAt, ports.now());
      await changeOrder(trx, { row, fact: { type: 'answered', answer: 'limited' } }, ports);
      if (outcome.status === 'limited' && outcome.isSecondary) {
        await calmBucket(trx, dialect, { installationId, bucket: dispatchBucket, calmMs: againInMs });
      }
      return { againInMs };
    }
    case 'lost': {
      const columns = { problem: outcome.reason };
      const unclear = await changeOrder(
        trx,
        { row, fact: { type: 'answered', answer: 'lost' }, columns },
        ports,
      );
      await auditOrder(
        trx,
        { event: 'order.unclear', row: unclear, details: { cause: outcome.reason } },
        ports,
      );
      return { againInMs: lookupsMs[0] ?? 0 };
    }
  }
}

async function record(
  task: WorkTask,
  { id, batch_id: batchId }: OrderRow,
  {
    outcome,
    handle,
    ports,
  }: { readonly outcome: DispatchOutcome; readonly handle: DeploymentHandle; readonly ports: SenderPorts },
): Promise<WorkResult> {
  return ports.database.db.transaction().execute(async (trx): Promise<WorkResult> => {
    const batch = await lockOrderBatch(trx, ports.dialect, batchId);
    // A run is news, even if another process has claimed the order meanwhile.
    if (outcome.status !== 'run') await task.hold(trx);
    const row = await readOrder(trx, id);
    if (row === undefined) return undefined;
    if (outcome.status !== 'run') return recordAnswer(trx, { row, outcome, handle }, ports);
    const { runId, url } = outcome;
    const fact = { type: 'answered', answer: 'run', runId } as const;
    await recordRun(
      trx,
      { row, batch, fact, report: { runId, url, news: undefined, source: 'read' } },
      ports,
    );
    return undefined;
  });
}

async function sendOrder(task: WorkTask, order: OrderRow, ports: SenderPorts): Promise<WorkResult> {
  const { workspace_id: workspaceId, repository_id: repositoryId } = order;
  const { monotonic, metrics } = ports;
  return ports.access.use({ workspaceId, repositoryId }, async (handle): Promise<WorkResult> => {
    const claimedAt = monotonic();
    const claim = await claimOrder(task, order, { handle, ports });
    if (claim.status === 'later') return claim.result;
    const { workflow, ref: branch } = claim.row;
    const save = (outcome: DispatchOutcome) => {
      metrics.counted(outcome.status);
      return record(task, claim.row, { outcome, handle, ports });
    };
    const dispatch = { workflow, branch, inputs: readInputs(claim.row) };
    const beforeSend = () => {
      if (monotonic() - claimedAt > maxClaimAgeMs || task.signal.aborted)
        throw new Error('The claim is too old to send.');
    };
    let outcome: DispatchOutcome;
    try {
      outcome = await ports.dispatch(handle, dispatch, {
        signal: AbortSignal.timeout(dispatchTimeoutMs),
        beforeSend,
      });
    } catch (error) {
      // GitHub did not accept the token: the order is sent with another one.
      if (error instanceof GitHubFailure)
        await save({ status: 'unsent', reason: error.message, retryAt: undefined });
      throw error;
    }
    const result = await save(outcome);
    if (outcome.status === 'run' || outcome.status === 'accepted') await measureLag(claim.row, ports);
    return result;
  });
}

async function measureLag(row: OrderRow, { database: { db, dialect }, metrics }: SenderPorts): Promise<void> {
  const { now } = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  metrics.sent(now - row.planned_at);
  const deliveredAt = await readDelivered(db, row);
  if (deliveredAt !== undefined) metrics.batchStarted(now - deliveredAt);
}

/** A sender claimed it and did not record what GitHub answered. */
async function giveUpClaim(task: WorkTask, order: OrderRow, ports: SenderPorts): Promise<Again> {
  return ports.database.db.transaction().execute(async (trx) => {
    const batch = await lockOrderBatch(trx, ports.dialect, order.batch_id);
    await task.hold(trx);
    const row = await readOrder(trx, order.id);
    if (row?.state !== 'sending') return { againInMs: 0 };
    const fact = { type: 'claimed', isBatchRunning: batch.mayDispatch, isLaneClear: false } as const;
    const unclear = await changeOrder(trx, { row, fact }, ports);
    await auditOrder(
      trx,
      { event: 'order.unclear', row: unclear, details: { cause: 'the sender ended' } },
      ports,
    );
    ports.metrics.counted('lost');
    return { againInMs: lookupsMs[0] ?? 0 };
  });
}

/** An entry stays in the queue until its order has a run, or can have none. */
export function createSender(ports: SenderPorts): WorkKind {
  return {
    kind: deploymentWork.send,
    concurrency: 16,
    leaseMs: sendLeaseMs,
    maxRunMs: 60_000,
    retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
    async run(task) {
      const order = await readOrder(ports.database.db, Number(task.entry.key));
      switch (order?.state) {
        case 'planned':
          return sendOrder(task, order, ports);
        case 'sending':
          return giveUpClaim(task, order, ports);
        case 'unclear':
        case 'accepted':
          return seekRun(task, order, ports);
        default:
          return undefined;
      }
    },
  };
}
