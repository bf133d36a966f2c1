/** Plans a batch: the affected sets that it was matched with become deployments, page by page, and then one statement shows them. */
import { setImmediate as others } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { OwnerError } from '../../domain/codeowners/merge-errors.ts';
import type { NodeCounts } from '../../domain/dispatch/conclude.ts';
import type { Hold } from '../../domain/dispatch/hold.ts';
import { maxBatchNodes } from '../../domain/dispatch/limits.ts';
import { isUnstarted, type SkipReason } from '../../domain/dispatch/node-states.ts';
import { type BatchPlan, type PlannedNode, planAgain, planNodes } from '../../domain/dispatch/plan-nodes.ts';
import { reasonForNothing } from '../../domain/dispatch/quiet-reason.ts';
import type { ProWorkflow } from '../../domain/dispatch/read-pro.ts';
import { createSetUnion } from '../../domain/dispatch/unite-sets.ts';
import { instanceKey } from '../../domain/stacks/items.ts';
import type { Dialect } from '../database/dialect.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { WorkKind, WorkTask } from '../work/kind.ts';
import { type Advance, planKind } from './advance.ts';
import { areTooLarge, listBatchSets } from './batch-sets.ts';
import { type Batch, readBatch, readLockedBatch, setDeadline } from './batch-table.ts';
import { checkOwners, type OwnersPorts } from './check-owners.ts';
import { findHold } from './holds.ts';
import type { InstanceLocks } from './instance-locks.ts';
import {
  type BatchNode,
  deleteEdges,
  deletePlan,
  listNodes,
  type NewNode,
  updateNodes,
  writeEdges,
  writeNodes,
} from './node-table.ts';
import { setOwnerErrors } from './owner-errors.ts';
import { planSweep } from './plan-sweep.ts';
import { type PublishedSets, readResolveRules, readSetNodes, resolveNode } from './read-set.ts';
import { isRelease } from './release-batches.ts';
import { type ReleaseInventory, readReleaseGraph } from './release-plan.ts';
import type { DeployedRepository, FindDeployed, SweepPages } from './seams.ts';
import { isSweep } from './sweep-batches.ts';

/** In one write: during each, nothing else can write to an embedded database. */
const nodesPerWrite = 100;
const edgesPerWrite = 1_000;

export interface PlanPorts extends OwnersPorts {
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply'>;
  readonly instanceLocks: Pick<InstanceLocks, 'follow'>;
  readonly sets: PublishedSets;
  readonly inventory: ReleaseInventory;
  readonly findDeployed: FindDeployed;
  readonly sweeps: SweepPages;
}

interface Planning {
  readonly batch: Batch;
  readonly repository: DeployedRepository;
  readonly task: WorkTask;
}

/** A plan with what each deployment starts. */
interface WiredPlan {
  readonly plan: BatchPlan;
  readonly workflows: ReadonlyMap<string, readonly ProWorkflow[]>;
  /** Sentences about the deployments that start nothing, by instance. */
  readonly details: ReadonlyMap<string, string>;
}

/** `undefined`: more components than a batch may have. */
async function readResolutions(planning: Planning, setIds: readonly number[], ports: PlanPorts) {
  const { batch, repository, task } = planning;
  const { activity } = batch;
  if (setIds.length === 0)
    return readReleaseGraph({ repository, activity }, { ...ports, db: ports.database.db });
  const { sets } = ports;
  const rules = readResolveRules(repository.config);
  const union = createSetUnion();
  let read = 0;
  for (const setId of setIds) {
    for await (const node of readSetNodes(sets, setId)) {
      union.add(node, resolveNode(node, batch.activity, rules));
      if (union.size > maxBatchNodes) return undefined;
      read += 1;
      if (read % nodesPerWrite !== 0) continue;
      task.signal.throwIfAborted();
      await others();
    }
    union.end();
  }
  return union.unite();
}

async function readPlan(
  planning: Planning,
  setIds: readonly number[],
  ports: PlanPorts,
): Promise<WiredPlan | undefined> {
  const united = await readResolutions(planning, setIds, ports);
  if (united === undefined) return undefined;
  const { graph, resolutions } = united;
  const planned = planNodes(graph, resolutions);
  if (planned.status === 'refused') return undefined;
  const workflows = new Map<string, readonly ProWorkflow[]>();
  const details = new Map<string, string>();
  for (const [index, node] of graph.nodes.entries()) {
    const resolution = resolutions[index];
    const key = instanceKey(node);
    // The report names what a queue runs without being configured for it.
    if (resolution?.status === 'wired')
      workflows.set(
        key,
        resolution.isRiskyFallback
          ? resolution.workflows.map((one) => ({ ...one, isFallback: true }))
          : resolution.workflows,
      );
    if (resolution?.status === 'skipped' && resolution.brokenKey !== undefined)
      details.set(key, resolution.brokenKey);
  }
  return { plan: planned.value, workflows, details };
}

function toNewNode(node: PlannedNode, { workflows, details }: WiredPlan): NewNode {
  const key = instanceKey(node);
  return { ...node, detail: details.get(key), workflows: JSON.stringify(workflows.get(key) ?? []) };
}

/** `undefined`: the batch is not to be planned with this set any more. */
async function lockPlanned(
  trx: Kysely<Database>,
  { batch, task }: Planning,
  dialect: Dialect,
): Promise<Batch | undefined> {
  const locked = await readLockedBatch(trx, dialect, batch.id);
  if (locked === undefined || locked.standing.state !== 'resolving') return undefined;
  if (locked.standing.setId !== batch.standing.setId) return undefined;
  await task.hold(trx);
  return locked;
}

/** The first plan is written unseen, while the batch is `resolving`. `false`: the batch is not to be planned any more. */
async function writePages(planning: Planning, wired: WiredPlan, ports: PlanPorts): Promise<boolean> {
  const { dialect, database } = ports;
  const { id: batchId } = planning.batch;
  const { nodes, edges } = wired.plan;
  const write = (work: (trx: Kysely<Database>) => Promise<void>) =>
    database.db.transaction().execute(async (trx) => {
      if ((await lockPlanned(trx, planning, dialect)) === undefined) return false;
      await work(trx);
      return true;
    });
  if (!(await write((trx) => deletePlan(trx, batchId)))) return false;
  for (let at = 0; at < nodes.length; at += nodesPerWrite) {
    const page = nodes.slice(at, at + nodesPerWrite).map((node) => toNewNode(node, wired));
    if (!(await write((trx) => writeNodes(trx, dialect, { batchId, nodes: page })))) return false;
    await others();
  }
  for (let at = 0; at < edges.length; at += edgesPerWrite) {
    const page = edges.slice(at, at + edgesPerWrite);
    if (!(await write((trx) => writeEdges(trx, dialect, { batchId, edges: page })))) return false;
    await others();
  }
  return true;
}

/** Deployments that were known: started ones stay, with what they started. */
async function rewritePlan(
  trx: Kysely<Database>,
  { batch, wired }: { readonly batch: Batch; readonly wired: WiredPlan },
  { dialect, instanceLocks }: Pick<PlanPorts, 'dialect' | 'instanceLocks'>,
): Promise<readonly PlannedNode[]> {
  const { id: batchId } = batch;
  const known = new Map((await listNodes(trx, batchId)).map((node) => [node.number, node]));
  const plan = planAgain([...known.values()], wired.plan);
  const decided = (node: PlannedNode): BatchNode | undefined => {
    const old = known.get(node.number);
    const isKept = old !== undefined && old.state === node.state && old.reason === node.reason;
    return isKept && !isUnstarted(old) ? { ...node, detail: old.detail } : undefined;
  };
  const isWritten = (node: PlannedNode) => decided(node) === undefined && node.state !== 'withdrawn';
  await writeNodes(trx, dialect, {
    batchId,
    nodes: plan.nodes.filter(isWritten).map((node) => toNewNode(node, wired)),
  });
  await updateNodes(trx, dialect, {
    batchId,
    nodes: plan.nodes.filter((node) => !isWritten(node)).map((node) => decided(node) ?? node),
  });
  const changes = plan.nodes.flatMap((after) => {
    const before = known.get(after.number);
    return before === undefined ? [] : [{ before, after: { ...after, kind: before.kind } }];
  });
  await instanceLocks.follow(trx, batch, changes);
  await deleteEdges(trx, batchId);
  await writeEdges(trx, dialect, { batchId, edges: plan.edges });
  return plan.nodes;
}

function countStates(nodes: readonly PlannedNode[]): NodeCounts {
  const counts: Partial<Record<PlannedNode['state'], number>> = {};
  for (const { state } of nodes) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function quietReason(nodes: readonly PlannedNode[]) {
  const listed = nodes.filter(({ state }) => state !== 'withdrawn');
  const skips: Partial<Record<SkipReason, number>> = {};
  for (const { isTransparent, reason } of listed) {
    const skip = skipReasons.find((known) => isTransparent && known === reason);
    if (skip !== undefined) skips[skip] = (skips[skip] ?? 0) + 1;
  }
  return reasonForNothing(listed.length, skips);
}

const skipReasons: readonly SkipReason[] = ['not_wired', 'disabled', 'deleted', 'runs_on_published'];

/** In the transaction that shows the plan. */
async function showPlan(
  trx: Kysely<Database>,
  {
    batch,
    nodes,
    hold,
    now,
    errors,
  }: {
    batch: Batch;
    nodes: readonly PlannedNode[];
    hold: Hold | undefined;
    now: number;
    errors: readonly OwnerError[] | undefined;
  },
  { dialect, advance }: PlanPorts,
): Promise<void> {
  const counts = countStates(nodes);
  await setOwnerErrors(trx, { id: batch.id, errors });
  await advance.apply(trx, batch, {
    type: 'planned',
    counts,
    hold: hold?.reason,
    reason: quietReason(nodes),
    hasOwnerErrors: errors !== undefined && errors.length > 0,
  });
  if (hold?.until !== undefined) await setDeadline(trx, dialect, { id: batch.id, inMs: hold.until - now });
}

function countDispatches(nodes: readonly PlannedNode[], { workflows }: WiredPlan): number {
  return nodes
    .filter(isUnstarted)
    .reduce((sum, node) => sum + (workflows.get(instanceKey(node))?.length ?? 0), 0);
}

async function refuse(planning: Planning, { database, dialect, advance }: PlanPorts): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const batch = await lockPlanned(trx, planning, dialect);
    if (batch !== undefined) await advance.apply(trx, batch, { type: 'unplannable', reason: 'too_large' });
  });
}

async function planBatch(planning: Planning, ports: PlanPorts): Promise<void> {
  const { database, dialect } = ports;
  const { batch, repository } = planning;
  const setIds = (await listBatchSets(database.db, batch.id)).map(({ setId }) => setId);
  const wired = (await areTooLarge(database.db, setIds))
    ? undefined
    : await readPlan(planning, setIds, ports);
  if (wired === undefined) return refuse(planning, ports);
  const errors = await checkOwners({ batch, repository, signal: planning.task.signal }, ports);
  const isFirst = Object.keys(batch.standing.counts).length === 0;
  if (isFirst && !(await writePages(planning, wired, ports))) return;
  const now = await readDatabaseTime(database);
  await database.db.transaction().execute(async (trx) => {
    const locked = await lockPlanned(trx, planning, dialect);
    if (locked === undefined) return;
    const nodes = isFirst ? wired.plan.nodes : await rewritePlan(trx, { batch: locked, wired }, ports);
    const dispatches = countDispatches(nodes, wired);
    const hold = await findHold(trx, { batch: locked, repository, dispatches, now });
    await showPlan(trx, { batch: locked, nodes, hold, now, errors }, ports);
  });
}

export function createPlanWork(ports: PlanPorts): WorkKind {
  return {
    kind: planKind,
    concurrency: 2,
    leaseMs: 30_000,
    maxRunMs: 5 * 60_000,
    retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
    async run(task) {
      const batch = await readBatch(ports.database.db, Number(task.entry.key));
      if (batch?.standing.state !== 'resolving') return;
      // Without an upload, only a release and a sweep are planned.
      if (batch.standing.setId === undefined && !isRelease(batch) && !isSweep(batch)) return;
      const repository = await ports.findDeployed(batch.repositoryId);
      if (repository === undefined) return;
      await (isSweep(batch) ? planSweep : planBatch)({ batch, repository, task }, ports);
    },
  };
}
