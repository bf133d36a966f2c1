/** Starts a deployment, or writes why it waits: in one transaction with its lock and its orders. */
import type { Kysely } from 'kysely';
import { mayDispatch } from '../../domain/dispatch/advance-batch.ts';
import { isStarted } from '../../domain/dispatch/node-states.ts';
import type { ProWorkflow } from '../../domain/dispatch/read-pro.ts';
import type { Dialect } from '../database/dialect.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { WorkTask } from '../work/kind.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import type { Advance } from './advance.ts';
import { type Batch, readLockedBatch } from './batch-table.ts';
import { followEarlierRuns, type StartAgain } from './earlier-runs.ts';
import type { InstanceLockPorts, InstanceLocks, Wish } from './instance-locks.ts';
import { judgeStart, type StartContext, type StartVerdict } from './judge-start.ts';
import { type BatchNode, readNode } from './node-table.ts';
import type { OpenOrder } from './obstacles.ts';
import { countFree } from './startable-nodes.ts';
import { isForLock, waitFor } from './waits.ts';
import { type Fitting, insertOrders } from './write-orders.ts';

export interface StartPorts {
  readonly database: OpenedDatabase;
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'settleNodes'>;
  readonly findLockHolders: InstanceLockPorts['findLockHolders'];
  readonly instanceLocks: InstanceLocks;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'wake'>;
}

export interface StartTurn extends StartContext {
  readonly task: WorkTask;
  readonly ports: StartPorts;
  /** Orders that have not ended, those of this turn included. */
  readonly open: OpenOrder[];
}

export interface Candidate {
  readonly batch: Batch;
  readonly node: BatchNode;
  readonly workflows: readonly ProWorkflow[];
  readonly ref: string;
}

interface Judged {
  readonly fitting: Fitting;
  readonly now: number;
}

/** A deployment after it was checked; no node: it is not to be dispatched any more. */
export interface StartOutcome {
  readonly node?: BatchNode | undefined;
  readonly verdict?: StartVerdict | undefined;
}

export function nodeAfter(
  { batch, node }: Candidate,
  verdict: StartVerdict,
  { fitting, now }: Judged,
): BatchNode {
  if (fitting.status === 'refused') {
    const { reason, detail } = fitting;
    return { ...node, state: 'refused', reason, detail };
  }
  switch (verdict.status) {
    case 'wait':
      return waitFor({ batch, node }, verdict.for, now);
    case 'skip':
      return { ...node, state: 'skipped', reason: verdict.reason };
    case 'late':
      return { ...node, state: 'failed', reason: 'lock_wait' };
    case 'overtaken':
      return { ...node, state: verdict.as, reason: 'overtaken' };
    default:
      return { ...node, state: 'dispatching' };
  }
}

export function isUnchanged(before: BatchNode, after: BatchNode): boolean {
  return before.state === after.state && before.waitsFor === after.waitsFor;
}

function addOpen({ open }: StartTurn, { batch, node }: Candidate, groups: readonly string[]): void {
  const { stack, component, kind } = node;
  const { id: batchId, subject } = batch;
  open.push({ batchId, node: node.number, subject, isSuperseded: false, kind, stack, component, groups });
}

export function toWish({ batch, node, workflows }: Candidate, { repository }: StartTurn): Wish {
  return { batch, node, repository: repository.name, workflow: workflows[0]?.file ?? '' };
}

/** A change that may start, or waits for its lock: it gets the lock, or its place in the queue. */
async function takeLock(
  trx: Kysely<Database>,
  candidate: Candidate,
  { verdict, turn }: { readonly verdict: StartVerdict; readonly turn: StartTurn },
): Promise<StartVerdict> {
  const { instanceLocks } = turn.ports;
  if (candidate.node.kind !== 'change') return verdict;
  const isForItsLock = verdict.status === 'wait' && isForLock(verdict.for);
  if (verdict.status !== 'start' && !isForItsLock) {
    if (verdict.status === 'wait') await instanceLocks.stepAside(trx, toWish(candidate, turn));
    return verdict;
  }
  const wait = await instanceLocks.take(trx, toWish(candidate, turn));
  if (wait === undefined) return { status: 'start' };
  return { status: 'wait', for: wait, endsAt: verdict.status === 'wait' ? verdict.endsAt : undefined };
}

/** What is left to be started where runs were started before. Nothing was, or nothing may start now: all of it. */
async function decideAgain(
  trx: Kysely<Database>,
  { batch, node }: Candidate,
  { judged, fitting }: { readonly judged: StartVerdict; readonly fitting: Fitting },
): Promise<StartAgain> {
  const orders = fitting.status === 'fitted' ? fitting.orders : [];
  const mayStart = judged.status === 'start' || (judged.status === 'wait' && isForLock(judged.for));
  if (node.attempt === 1 || orders.length === 0 || !mayStart) return { status: 'start', orders };
  return followEarlierRuns(trx, { batch, node, orders });
}

/** Judges again under the batch's lock, and writes what follows. */
export async function startNode(
  candidate: Candidate,
  fitting: Fitting,
  turn: StartTurn,
): Promise<StartOutcome> {
  const { task, ports, now } = turn;
  const { dialect, database, advance } = ports;
  const groups = fitting.status === 'fitted' ? fitting.orders.flatMap((order) => order.groups) : [];
  const outcome = await database.db.transaction().execute(async (trx): Promise<StartOutcome> => {
    const batch = await readLockedBatch(trx, dialect, candidate.batch.id);
    if (batch === undefined || !mayDispatch(batch.standing)) return {};
    await task.hold(trx);
    const node = await readNode(trx, batch.id, candidate.node.number);
    if (node === undefined || (node.state !== 'ready' && node.state !== 'locked')) return {};
    if (countFree(batch) === 0) return { node };
    const current = { ...candidate, batch, node };
    // It was retried meanwhile: the runs of what is started again are read first.
    if (node.attempt !== candidate.node.attempt) return { node };
    // What cannot start ends now, and waits for nothing.
    const judged: StartVerdict =
      fitting.status === 'fitted'
        ? await judgeStart(trx, { batch, node, groups }, turn)
        : { status: 'start' };
    if (judged.status === 'compare') return { node };
    const again = await decideAgain(trx, current, { judged, fitting });
    if (again.status === 'followed') {
      await advance.settleNodes(trx, batch, [{ before: node, after: again.node }]);
      await ports.instanceLocks.adopt(trx, batch, again);
      return { node: again.node, verdict: judged };
    }
    const verdict =
      fitting.status === 'fitted' ? await takeLock(trx, current, { verdict: judged, turn }) : judged;
    let next = nodeAfter(current, verdict, { fitting, now });
    if (isUnchanged(node, next)) return { node, verdict };
    if (next.state === 'dispatching' && fitting.status === 'fitted') {
      const { orders } = again;
      const attempt = await insertOrders(trx, { batch, node, ref: candidate.ref, orders }, dialect);
      next = { ...next, attempt };
    }
    await advance.settleNodes(trx, batch, [{ before: node, after: next }]);
    return { node: next, verdict };
  });
  if (outcome.node !== undefined && isStarted(outcome.node)) {
    addOpen(turn, candidate, groups);
    // The turn may take long, and what is written is sent meanwhile.
    ports.queue.wake();
  }
  return outcome;
}
