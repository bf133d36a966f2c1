/**
 * Applies facts to a batch: its state moves by the rules of `src/domain/dispatch`, and what follows from that is written in the caller's
 * transaction, under the lock of the batch's row.
 */
import type { Kysely } from 'kysely';
import { advanceBatch, type BatchFact, type BatchIntent } from '../../domain/dispatch/advance-batch.ts';
import type { NodeCounts } from '../../domain/dispatch/conclude.ts';
import { changeOf, type GateChange, stepGates } from '../../domain/dispatch/gates.ts';
import { isOpen, judgeNode, type NodeState } from '../../domain/dispatch/node-states.ts';
import { stopNode } from '../../domain/dispatch/retry.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';
import type { RecordBatch } from './audit.ts';
import { type Batch, readLockedBatch, writeStanding } from './batch-table.ts';
import type { InstanceLocks } from './instance-locks.ts';
import { type BatchNode, deletePlan, listNodes, loadChildren, readNode, updateNodes } from './node-table.ts';
import { type NodeOrders, readNodeOrders, stopOrders } from './order-views.ts';
import type { BatchReports, NodeName, SettleOrders } from './seams.ts';

/** Kinds of the entries that the core works on: plans by batch, dispatches by repository. */
export const planKind = 'deployment-plan';
export const dispatchKind = 'deployment-dispatch';

export interface AdvancePorts {
  readonly dialect: Dialect;
  readonly reports: BatchReports;
  readonly record: RecordBatch;
  readonly instanceLocks: Pick<InstanceLocks, 'adopt' | 'follow'>;
}

interface NodeChange {
  readonly before: BatchNode;
  readonly after: BatchNode;
}

export interface Advance {
  /** `batch` is locked. Returns it as it is then. */
  apply(trx: Kysely<Database>, batch: Batch, fact: BatchFact): Promise<Batch>;
  /** Writes deployments, and what follows for their children and the batch. `batch` is locked. */
  settleNodes(trx: Kysely<Database>, batch: Batch, changes: readonly NodeChange[]): Promise<Batch>;
  readonly settleOrders: SettleOrders;
}

/** The counts after deployments have changed their states. */
function shiftCounts(counts: NodeCounts, changes: readonly NodeChange[]): NodeCounts {
  const shifted = new Map<NodeState, number>();
  for (const { before, after } of changes) {
    shifted.set(before.state, (shifted.get(before.state) ?? 0) - 1);
    shifted.set(after.state, (shifted.get(after.state) ?? 0) + 1);
  }
  const next: Partial<Record<NodeState, number>> = { ...counts };
  for (const [state, by] of shifted) {
    const count = (next[state] ?? 0) + by;
    if (count > 0) next[state] = count;
    else delete next[state];
  }
  return next;
}

/** Something may start now: a deployment is ready, or one has ended that others wait for. */
function freesOthers({ before, after }: NodeChange): boolean {
  return (after.state === 'ready' && before.state !== 'ready') || (isOpen(before) && !isOpen(after));
}

async function enqueueDispatch(
  trx: Kysely<Database>,
  dialect: Dialect,
  { repositoryId }: Pick<Batch, 'repositoryId'>,
): Promise<void> {
  await enqueue(trx, dialect, [{ kind: dispatchKind, key: repositoryId }]);
}

/** A transaction, and what it needs. */
interface Scene {
  readonly trx: Kysely<Database>;
  readonly ports: AdvancePorts;
}

/** Level by level, until the children notice nothing. Returns all changes. */
async function writeChanges(
  { trx, ports: { dialect } }: Scene,
  batchId: number,
  first: readonly NodeChange[],
): Promise<readonly NodeChange[]> {
  const all = [...first];
  await updateNodes(trx, dialect, { batchId, nodes: first.map(({ after }) => after) });
  let gates: readonly GateChange[] = first.flatMap(({ before, after }) => changeOf(before, after) ?? []);
  while (gates.length > 0) {
    const parents = gates.map(({ number }) => number);
    const { children, edges } = await loadChildren(trx, batchId, parents);
    const step = stepGates(gates, children, edges);
    const before = new Map(children.map((child) => [child.number, child]));
    await updateNodes(trx, dialect, { batchId, nodes: step.nodes });
    for (const after of step.nodes) all.push({ before: before.get(after.number) ?? after, after });
    gates = step.changes;
  }
  return all;
}

/** Ends what has not started; children need not hear of it, since they end too. */
async function endUnstarted(scene: Scene, batch: Batch, as: 'superseded' | 'withdrawn'): Promise<Batch> {
  const { trx, ports } = scene;
  const { dialect } = ports;
  await stopOrders(trx, dialect, batch.id);
  if (Object.keys(batch.standing.counts).length === 0) {
    await deletePlan(trx, batch.id);
    return batch;
  }
  const nodes = await listNodes(trx, batch.id, { states: stoppable });
  const dispatching = nodes.filter(({ state }) => state === 'dispatching');
  const begun = await readNodeOrders(trx, batch.id, dispatching);
  const changes = nodes.flatMap((before): readonly NodeChange[] => {
    const orders = begun.get(before.number);
    const isUnsent = orders?.views.every(({ state }) => state === 'withdrawn') === true;
    const after = stopNode(isUnsent ? { ...before, state: 'ready' } : before, as);
    return after.state === before.state ? [] : [{ before, after }];
  });
  await updateNodes(trx, dialect, { batchId: batch.id, nodes: changes.map(({ after }) => after) });
  if (changes.some(freesOthers)) await enqueueDispatch(trx, dialect, batch);
  await ports.instanceLocks.follow(trx, batch, changes);
  return applyFact(scene, batch, { type: 'counted', counts: shiftCounts(batch.standing.counts, changes) });
}

const stoppable: readonly NodeState[] = [
  'waiting',
  'ready',
  'locked',
  'dispatching',
  'upstream_failed',
  'withdrawn',
];

async function carryOut(scene: Scene, batch: Batch, intent: BatchIntent): Promise<Batch> {
  const { trx, ports } = scene;
  const { dialect, reports } = ports;
  const { id: batchId, workspaceId, repositoryId } = batch;
  switch (intent.type) {
    case 'plan':
      await enqueue(trx, dialect, [{ kind: planKind, key: String(batchId) }]);
      return batch;
    case 'dispatch':
      await enqueueDispatch(trx, dialect, batch);
      return batch;
    case 'end_unstarted':
      return endUnstarted(scene, batch, intent.as);
    case 'report':
      await reports.markReports(trx, { workspaceId, repositoryId, batchId, isDue: intent.isDue });
      return batch;
    case 'announce':
      await reports.announce(trx, batchId);
      return batch;
  }
}

async function applyFact(scene: Scene, batch: Batch, fact: BatchFact): Promise<Batch> {
  const { trx, ports } = scene;
  const step = advanceBatch(batch.standing, fact);
  if (step.batch === batch.standing) return batch;
  let next: Batch = { ...batch, standing: step.batch };
  await writeStanding(trx, ports.dialect, next);
  await ports.record(trx, batch, next);
  for (const intent of step.intents) next = await carryOut(scene, next, intent);
  return next;
}

async function settle(scene: Scene, batch: Batch, changes: readonly NodeChange[]): Promise<Batch> {
  if (changes.length === 0) return batch;
  const all = await writeChanges(scene, batch.id, changes);
  // Before the locks: the dispatcher locks its entry and then the locks.
  if (all.some(freesOthers)) await enqueueDispatch(scene.trx, scene.ports.dialect, batch);
  await scene.ports.instanceLocks.follow(scene.trx, batch, all);
  return applyFact(scene, batch, { type: 'counted', counts: shiftCounts(batch.standing.counts, all) });
}

async function settleByOrders(scene: Scene, { batchId, node: number }: NodeName): Promise<void> {
  const { trx, ports } = scene;
  const batch = await readLockedBatch(trx, ports.dialect, batchId);
  const before = batch && (await readNode(trx, batchId, number));
  if (batch === undefined || before === undefined) return;
  const orders = (await readNodeOrders(trx, batchId, [before])).get(number);
  const after = judge(batch, before, orders);
  const isChanged = !isSame(before, after);
  if (isChanged) await settle(scene, batch, [{ before, after }]);
  if (orders !== undefined) await ports.instanceLocks.adopt(trx, batch, { node: after, orders });
  if (isChanged) return;
  const { workspaceId, repositoryId } = batch;
  await ports.reports.markReports(trx, { workspaceId, repositoryId, batchId, isDue: false });
}

export function createAdvance(ports: AdvancePorts): Advance {
  return {
    apply: (trx, batch, fact) => applyFact({ trx, ports }, batch, fact),
    settleNodes: (trx, batch, changes) => settle({ trx, ports }, batch, changes),
    settleOrders: (trx, name) => settleByOrders({ trx, ports }, name),
  };
}

function isSame(one: BatchNode, other: BatchNode): boolean {
  return one.state === other.state && one.reason === other.reason && one.result === other.result;
}

function judge({ standing }: Batch, node: BatchNode, orders: NodeOrders | undefined): BatchNode {
  const judged = judgeNode(node.kind, orders?.views ?? []);
  if (judged !== undefined) {
    const { state, reason, result } = judged;
    return { ...node, state, reason, result, detail: orders?.problem };
  }
  // Its orders were withdrawn before GitHub saw them.
  return node.state === 'dispatching' ? { ...node, state: standing.stopped ?? 'ready' } : node;
}
