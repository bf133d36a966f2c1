/**
 * Starts what is ready. One worker at a time dispatches for a repository, so that concurrency groups and later merges are judged in one
 * place; every deployment is judged again in the transaction that writes its orders.
 */
import type { Kysely } from 'kysely';
import type { Random } from '../../base/ports.ts';
import { mayDispatch } from '../../domain/dispatch/advance-batch.ts';
import type { ProWorkflow } from '../../domain/dispatch/read-pro.ts';
import type { GitHubClient } from '../../github/client.ts';
import { compareCommits } from '../../github/commits.ts';
import type { Dialect } from '../database/dialect.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import type { WorkKind, WorkTask } from '../work/kind.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import { type Advance, dispatchKind } from './advance.ts';
import { type Batch, readBatch, readLockedBatch } from './batch-table.ts';
import type { DefaultBranches } from './default-branches.ts';
import { type BatchNode, listNodes, readNode } from './node-table.ts';
import {
  type Comparisons,
  type FindLockHolders,
  findRival,
  judgeOvertake,
  listOpenOrders,
  type OpenOrder,
  respectsLocks,
  toLockWait,
} from './obstacles.ts';
import type { DeployedRepository, FindDeployed, ReadWorkflowFile, WaitsFor } from './seams.ts';
import {
  type FileReading,
  type Fitting,
  fitOrders,
  insertOrders,
  readNodeWorkflows,
} from './write-orders.ts';

/** How often deployments that wait for a lock are tried again, in milliseconds. */
const lockedPauseMs = 5_000;
/** Most deployments of a batch that are judged together. */
const nodesPerPage = 200;

export interface DispatchPorts {
  readonly database: OpenedDatabase;
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'settleNodes'>;
  readonly findDeployed: FindDeployed;
  readonly findLockHolders: FindLockHolders;
  readonly readWorkflowFile: ReadWorkflowFile;
  readonly defaultBranches: DefaultBranches;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly client: GitHubClient;
  readonly random: Pick<Random, 'uuid'>;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'wake'>;
}

/** One worker's turn for a repository. */
interface Turn {
  readonly repository: DeployedRepository;
  readonly task: WorkTask;
  readonly ports: DispatchPorts;
  /** By branch and file. */
  readonly files: Map<string, FileReading>;
  readonly comparisons: Comparisons;
  /** Orders that have not ended, those of this turn included. */
  readonly open: OpenOrder[];
}

interface Candidate {
  readonly batch: Batch;
  readonly node: BatchNode;
  readonly workflows: readonly ProWorkflow[];
  readonly ref: string;
}

async function refOf(batch: Batch, { repository, task, ports }: Turn): Promise<string> {
  if (repository.config.dispatch.ref === 'base' && batch.baseRef !== undefined) return batch.baseRef;
  return ports.defaultBranches.find(repository, task.signal);
}

async function readFiles({ workflows, ref }: Candidate, { repository, task, ports, files }: Turn) {
  const found = new Map<string, FileReading>();
  for (const { file } of workflows) {
    const key = `${ref}:${file}`;
    const reading = files.get(key) ?? (await ports.readWorkflowFile({ repository, ref, file }, task.signal));
    files.set(key, reading);
    found.set(file, reading);
  }
  return found;
}

type Verdict =
  | { readonly status: 'start' }
  | { readonly status: 'wait'; readonly for: WaitsFor }
  | { readonly status: 'overtaken'; readonly as: 'skipped' | 'failed' }
  | { readonly status: 'compare'; readonly base: string; readonly head: string };

async function judgeMerge(
  db: Kysely<Database>,
  { batch, node }: Candidate,
  { comparisons }: Turn,
): Promise<Verdict> {
  const { verdict, others } = await judgeOvertake(db, { batch, node }, comparisons);
  switch (verdict.status) {
    case 'free':
      return { status: 'start' };
    case 'wait':
      return { status: 'wait', for: { type: 'merge', batchId: Number(verdict.batchId) } };
    case 'overtaken':
      return { status: 'overtaken', as: verdict.as };
    case 'compare': {
      const other = others.find(({ batchId }) => String(batchId) === verdict.batchId);
      return { status: 'compare', base: batch.sha ?? '', head: other?.sha ?? '' };
    }
  }
}

async function judge(
  db: Kysely<Database>,
  candidate: Candidate & { readonly groups: readonly string[] },
  turn: Turn,
): Promise<Verdict> {
  const { batch, node, groups } = candidate;
  const merge = await judgeMerge(db, candidate, turn);
  if (merge.status !== 'start') return merge;
  if (respectsLocks(node, turn.repository)) {
    const path = `${node.stack}/${node.component}`;
    const { workspaceId, repositoryId } = batch;
    const holders = await turn.ports.findLockHolders(db, { workspaceId, repositoryId, paths: [path] });
    const holder = holders.get(path);
    if (holder !== undefined) return { status: 'wait', for: toLockWait(holder) };
  }
  const rival = findRival({ batch, node, groups }, turn.open);
  return rival === undefined ? { status: 'start' } : { status: 'wait', for: rival };
}

/** Commits of two merges of one second: GitHub knows which contains the other. */
async function compare(
  { base, head }: { readonly base: string; readonly head: string },
  { repository, task, ports, comparisons }: Turn,
): Promise<void> {
  const { client, deploymentAccess } = ports;
  const found = await deploymentAccess.use(repository, (handle) =>
    compareCommits({ client, signal: task.signal }, handle, { base, head }),
  );
  comparisons.set(`${base}...${head}`, found?.relation ?? 'diverged');
}

function nodeAfter(node: BatchNode, verdict: Verdict, fitting: Fitting): BatchNode {
  if (fitting.status === 'refused') {
    const { reason, detail } = fitting;
    return { ...node, state: 'refused', reason, detail };
  }
  switch (verdict.status) {
    case 'wait':
      return { ...node, state: 'locked', waitsFor: JSON.stringify(verdict.for) };
    case 'overtaken':
      return { ...node, state: verdict.as, reason: 'overtaken' };
    default:
      return { ...node, state: 'dispatching' };
  }
}

function isUnchanged(before: BatchNode, after: BatchNode): boolean {
  return before.state === after.state && before.waitsFor === after.waitsFor;
}

function addOpen({ open }: Turn, { batch, node }: Candidate, groups: readonly string[]): void {
  const { stack, component, kind } = node;
  const { id: batchId, subject } = batch;
  open.push({ batchId, node: node.number, subject, isSuperseded: false, kind, stack, component, groups });
}

/** Judges again under the batch's lock, and writes what follows. Returns the deployment as it is then. */
async function commit(candidate: Candidate, fitting: Fitting, turn: Turn): Promise<BatchNode | undefined> {
  const { task, ports } = turn;
  const { dialect, database, advance } = ports;
  const groups = fitting.status === 'fitted' ? fitting.orders.flatMap((order) => order.groups) : [];
  const after = await database.db.transaction().execute(async (trx) => {
    const batch = await readLockedBatch(trx, dialect, candidate.batch.id);
    if (batch === undefined || !mayDispatch(batch.standing)) return undefined;
    await task.hold(trx);
    const node = await readNode(trx, batch.id, candidate.node.number);
    if (node === undefined || (node.state !== 'ready' && node.state !== 'locked')) return undefined;
    const verdict = await judge(trx, { ...candidate, batch, node, groups }, turn);
    if (verdict.status === 'compare') return node;
    let next = nodeAfter(node, verdict, fitting);
    if (isUnchanged(node, next)) return node;
    if (next.state === 'dispatching' && fitting.status === 'fitted') {
      const { orders } = fitting;
      const attempt = await insertOrders(trx, { batch, node, ref: candidate.ref, orders }, dialect);
      next = { ...next, attempt };
    }
    await advance.settleNodes(trx, batch, [{ before: node, after: next }]);
    return next;
  });
  if (after?.state === 'dispatching') {
    addOpen(turn, candidate, groups);
    // The turn may take long, and what is written is sent meanwhile.
    ports.queue.wake();
  }
  return after;
}

/** Whether the deployment still waits for something that does not tell when it ends. */
async function dispatchNode(candidate: Candidate, turn: Turn): Promise<boolean> {
  const { node, batch, workflows, ref } = candidate;
  const files = await readFiles(candidate, turn);
  const fitting = fitOrders({ batch, node, workflows, ref, files }, turn.ports);
  const groups = fitting.status === 'fitted' ? fitting.orders.flatMap((order) => order.groups) : [];
  const { db } = turn.ports.database;
  if (fitting.status === 'fitted') {
    const verdict = await judge(db, { ...candidate, groups }, turn);
    if (verdict.status === 'compare') {
      await compare(verdict, turn);
      return dispatchNode(candidate, turn);
    }
    // What waits as before is not written again.
    if (verdict.status === 'wait' && isUnchanged(node, nodeAfter(node, verdict, fitting))) return true;
  }
  const after = await commit(candidate, fitting, turn);
  return after?.state === 'locked' || after?.state === 'ready';
}

async function dispatchBatch(batch: Batch, turn: Turn): Promise<boolean> {
  const { db } = turn.ports.database;
  const nodes = await listNodes(db, batch.id, ['ready', 'locked']);
  if (nodes.length === 0) return false;
  const ref = await refOf(batch, turn);
  let waits = false;
  for (let at = 0; at < nodes.length; at += nodesPerPage) {
    const page = nodes.slice(at, at + nodesPerPage);
    const numbers = page.map(({ number }) => number);
    const workflows = await readNodeWorkflows(db, batch.id, numbers);
    for (const node of page) {
      turn.task.signal.throwIfAborted();
      const candidate = { batch, node, workflows: workflows.get(node.number) ?? [], ref };
      waits = (await dispatchNode(candidate, turn)) || waits;
    }
  }
  return waits;
}

async function listRunning(db: Kysely<Database>, repositoryId: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('batches')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where('state', '=', 'running')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

async function takeTurn(
  repository: DeployedRepository,
  task: WorkTask,
  ports: DispatchPorts,
): Promise<boolean> {
  const { db } = ports.database;
  const open = [...(await listOpenOrders(db, repository.repositoryId))];
  const turn: Turn = { repository, task, ports, files: new Map(), comparisons: new Map(), open };
  let waits = false;
  for (const id of await listRunning(db, repository.repositoryId)) {
    const batch = await readBatch(db, id);
    if (batch !== undefined && mayDispatch(batch.standing))
      waits = (await dispatchBatch(batch, turn)) || waits;
  }
  return waits;
}

export function createDispatchWork(ports: DispatchPorts): WorkKind {
  return {
    kind: dispatchKind,
    concurrency: 4,
    leaseMs: 30_000,
    maxRunMs: 10 * 60_000,
    retry: { baseDelayMs: 1_000, maxDelayMs: 60_000 },
    async run(task) {
      const repository = await ports.findDeployed(task.entry.key);
      if (repository === undefined) return undefined;
      const waits = await takeTurn(repository, task, ports);
      return waits ? { againInMs: lockedPauseMs } : undefined;
    },
  };
}
