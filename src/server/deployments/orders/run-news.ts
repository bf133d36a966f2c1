/** News of runs: which order they are about, and what they change. All functions expect that the order's batch is locked. */
import type { Kysely } from 'kysely';
import { duplicateRun, type OrderFact } from '../../../domain/dispatch/order-states.ts';
import { mergeRun, type RunNews, readRunStatus } from '../../../domain/dispatch/run-rank.ts';
import type { PendingEnvironment, ShownRun } from '../../../github/workflow-runs.ts';
import type { Database } from '../../database/schema.ts';
import { enqueue } from '../../work/enqueue.ts';
import { deploymentWork } from '../seams.ts';
import type { OrderMetrics } from './metrics.ts';
import { auditOrder, type OrderAuditPorts } from './order-audit.ts';
import {
  changeOrder,
  type LockedBatch,
  type OrderColumns,
  type OrderRow,
  type OrderWriting,
  toRunNews,
  toSendingOrder,
} from './order-rows.ts';

/** Kinds of entries of the queue. */
export const runWork = {
  /** Reads a run whose news contradict each other; by the order. */
  read: 'order-read',
  /** Cancels a second run of an order; by order and run. */
  duplicate: 'order-duplicate',
} as const;

export interface NewsPorts extends OrderWriting, OrderAuditPorts {
  readonly metrics: OrderMetrics;
}

/** What is told about a run. */
export interface RunReport {
  readonly runId: string;
  readonly url: string | undefined;
  /** `undefined`: nothing but that it exists. */
  readonly news: RunNews | undefined;
  readonly source: 'delivery' | 'read';
  /** Environments that it waits for; `undefined`: not told. */
  readonly approval?: readonly PendingEnvironment[] | undefined;
}

export function toReport(run: ShownRun, source: RunReport['source']): RunReport {
  const { attempt, status, conclusion, updatedAt, runId, url } = run;
  return { runId, url, source, news: { attempt, updatedAt, ...readRunStatus(status, conclusion) } };
}

/** GitHub cancels a run some time after it has accepted the request: it is read again after so many milliseconds. */
const cancelPauseMs = 10_000;

const goodEnds: ReadonlySet<string | null> = new Set(['success', 'neutral', 'skipped']);

async function auditChange(
  trx: Kysely<Database>,
  { before, after }: { readonly before: OrderRow; readonly after: OrderRow },
  ports: NewsPorts,
): Promise<void> {
  if (before.run_id === null && after.run_id !== null) {
    await auditOrder(trx, { event: 'workflow.dispatched', row: after }, ports);
  }
  const isNews = before.run_end !== after.run_end || before.run_attempt !== after.run_attempt;
  if (after.run_end === null || !isNews) return;
  const event = goodEnds.has(after.run_end) ? 'workflow.completed' : 'workflow.failed';
  const details = { conclusion: after.run_end, attempt: after.run_attempt };
  await auditOrder(trx, { event, row: after, details }, ports);
}

/** The columns of a run, with the newest of what is known and what is told. */
function mergeColumns(
  row: OrderRow | undefined,
  report: RunReport,
): { columns: OrderColumns; needsRead: boolean } {
  const { news, source, url } = report;
  const known = row === undefined ? undefined : toRunNews(row);
  if (news === undefined) return { columns: url === undefined ? {} : { run_url: url }, needsRead: false };
  const { run, needsRead } = mergeRun(known, news, source);
  const approval = run.status === 'waiting' ? (report.approval ?? undefined) : [];
  return {
    columns: {
      ...(url === undefined ? {} : { run_url: url }),
      run_attempt: run.attempt,
      run_status: run.status,
      run_end: run.end ?? null,
      run_updated_at: run.updatedAt,
      ...(approval === undefined
        ? {}
        : { approval: approval.length === 0 ? null : JSON.stringify(approval) }),
    },
    needsRead,
  };
}

/** Puts a second run of an order on record, and has it canceled. */
async function reportDuplicate(
  trx: Kysely<Database>,
  { row, duplicate }: { readonly row: OrderRow; readonly duplicate: string },
  ports: NewsPorts,
): Promise<void> {
  ports.metrics.duplicated();
  await auditOrder(trx, { event: 'order.duplicate', row, details: { duplicate } }, ports);
  await enqueue(trx, ports.dialect, [{ kind: runWork.duplicate, key: `${row.id}/${duplicate}` }]);
}

/**
 * A run is that of the order: GitHub's answer named it, or it was found. Of two runs the older is kept. `fact`: how it became known. Returns
 * the row as it is then.
 */
export async function recordRun(
  trx: Kysely<Database>,
  found: {
    readonly row: OrderRow;
    readonly report: RunReport;
    readonly batch: LockedBatch;
    readonly fact?: OrderFact | undefined;
  },
  ports: NewsPorts,
): Promise<OrderRow> {
  const { row, report, batch } = found;
  const { runId } = report;
  const duplicate = duplicateRun(toSendingOrder(row), runId);
  if (duplicate === runId) {
    await reportDuplicate(trx, { row, duplicate }, ports);
    return row;
  }
  const { columns, needsRead } = mergeColumns(row.run_id === runId ? row : undefined, report);
  const fact = found.fact ?? { type: 'found', runId };
  const changed = await changeOrder(trx, { row, fact, columns }, ports);
  await auditChange(trx, { before: row, after: changed }, ports);
  if (duplicate !== undefined) await reportDuplicate(trx, { row: changed, duplicate }, ports);
  // News of the same second may keep a run as waiting that a read does not show so: another read would show the same.
  const isWaiting = changed.run_status === 'waiting' && report.news?.status === 'waiting';
  const isUntold = isWaiting && changed.approval === null && report.approval === undefined;
  const key = String(row.id);
  if (needsRead || isUntold) await enqueue(trx, ports.dialect, [{ kind: runWork.read, key }]);
  if (batch.isStopped && isWaiting) {
    const delayMs = report.source === 'read' ? cancelPauseMs : 0;
    await enqueue(trx, ports.dialect, [{ kind: deploymentWork.cancel, key, delayMs }]);
  }
  return changed;
}
