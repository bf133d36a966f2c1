/**
 * Starts what is ready. One worker at a time dispatches for a repository, so that concurrency groups and later merges are judged in one
 * place; every deployment is judged again in the transaction that writes its orders.
 */
import type { Kysely } from 'kysely';
import type { Random } from '../../base/ports.ts';
import { mayDispatch } from '../../domain/dispatch/advance-batch.ts';
import type { GitHubClient } from '../../github/client.ts';
import { compareCommits } from '../../github/commits.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import type { WorkKind, WorkTask } from '../work/kind.ts';
import { dispatchKind } from './advance.ts';
import { type Batch, readBatch } from './batch-table.ts';
import type { DefaultBranches } from './default-branches.ts';
import { createRunRefresh, type Refresh } from './earlier-runs.ts';
import type { Wish } from './instance-locks.ts';
import { judgeStart } from './judge-start.ts';
import type { BatchNode } from './node-table.ts';
import { listOpenOrders } from './obstacles.ts';
import type { DeployedRepository, FindDeployed, ReadRuns, ReadWorkflowFile } from './seams.ts';
import {
  type Candidate,
  isUnchanged,
  nodeAfter,
  type StartOutcome,
  type StartPorts,
  type StartTurn,
  startNode,
  toWish,
} from './start-node.ts';
import { listStartableNodes } from './startable-nodes.ts';
import { listStartable, noteReached, noteSilence, type UnreachablePorts } from './unreachable.ts';
import { isForLock } from './waits.ts';
import { type FileReading, fitOrders, readNodeWorkflows } from './write-orders.ts';

/** How often deployments that wait for a lock are tried again, in milliseconds. */
const lockedPauseMs = 5_000;
/** The same for one that would be next but for another waiting one, in milliseconds. */
const queuePauseMs = 1_000;
/** Shortest time between two turns, in milliseconds. */
const minPauseMs = 100;
/** Most deployments of a batch that are judged together. */
const nodesPerPage = 200;

export interface DispatchPorts extends StartPorts, UnreachablePorts {
  readonly findDeployed: FindDeployed;
  readonly readWorkflowFile: ReadWorkflowFile;
  readonly readRuns: ReadRuns;
  readonly defaultBranches: DefaultBranches;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly client: GitHubClient;
  readonly random: Pick<Random, 'uuid'>;
}

/** One worker's turn for a repository. */
interface Turn extends StartTurn {
  readonly ports: DispatchPorts;
  /** By branch and file. */
  readonly files: Map<string, FileReading>;
  /** Changes that wait for nothing but their lock. */
  readonly waiting: Wish[];
  /** Of the runs of what is started again, once a turn and batch. */
  readonly refresh: Refresh;
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

/** Commits of two merges of one second: GitHub knows which contains the other. */
async function compare(
  { base, head }: { readonly base: string; readonly head: string },
  { repository, task, ports, comparisons }: Turn,
): Promise<boolean> {
  const { client, deploymentAccess } = ports;
  try {
    const found = await deploymentAccess.use(repository, (handle) =>
      compareCommits({ client, signal: task.signal }, handle, { base, head }),
    );
    comparisons.set(`${base}...${head}`, found?.relation ?? 'diverged');
    return true;
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    // The deployment waits, and holds up no other one.
    return false;
  }
}

/** When it has to be checked again, in milliseconds; `undefined`: another event causes that. */
function againAfter({ node, verdict }: StartOutcome, now: number): number | undefined {
  if (node?.state !== 'locked' && node?.state !== 'ready') return undefined;
  if (verdict?.status !== 'wait') return lockedPauseMs;
  // No event tells when the head of the queue gives up its place.
  if (verdict.for.type === 'queue') return queuePauseMs;
  const leftMs = verdict.endsAt === undefined ? lockedPauseMs : verdict.endsAt - now;
  return Math.min(Math.max(leftMs, minPauseMs), lockedPauseMs);
}

async function dispatchNode(candidate: Candidate, turn: Turn): Promise<number | undefined> {
  const { node, batch, workflows, ref } = candidate;
  const { now } = turn;
  const files = await readFiles(candidate, turn);
  const fitting = fitOrders({ batch, node, workflows, ref, files }, turn.ports);
  const groups = fitting.status === 'fitted' ? fitting.orders.flatMap((order) => order.groups) : [];
  const { db } = turn.ports.database;
  if (fitting.status === 'fitted') {
    const verdict = await judgeStart(db, { batch, node, groups }, turn);
    if (verdict.status === 'compare') {
      return (await compare(verdict, turn)) ? dispatchNode(candidate, turn) : lockedPauseMs;
    }
    // What waits as before is not written again.
    if (verdict.status === 'wait' && isUnchanged(node, nodeAfter(candidate, verdict, { fitting, now }))) {
      if (node.kind === 'change' && isForLock(verdict.for)) turn.waiting.push(toWish(candidate, turn));
      return againAfter({ node, verdict }, now);
    }
    if (node.attempt > 1 && !(await turn.refresh(batch))) return lockedPauseMs;
  }
  return againAfter(await startNode(candidate, fitting, turn), now);
}

/** The earlier of two times; `undefined`: never. */
function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

async function dispatchNodes(
  batch: Batch,
  nodes: readonly BatchNode[],
  turn: Turn,
): Promise<number | undefined> {
  const { db } = turn.ports.database;
  const ref = await refOf(batch, turn);
  let againInMs: number | undefined;
  for (let at = 0; at < nodes.length; at += nodesPerPage) {
    const page = nodes.slice(at, at + nodesPerPage);
    const numbers = page.map(({ number }) => number);
    const workflows = await readNodeWorkflows(db, batch.id, numbers);
    for (const node of page) {
      turn.task.signal.throwIfAborted();
      const candidate = { batch, node, workflows: workflows.get(node.number) ?? [], ref };
      againInMs = earlier(againInMs, await dispatchNode(candidate, turn));
    }
  }
  return againInMs;
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

async function beginTurn(
  repository: DeployedRepository,
  task: WorkTask,
  ports: DispatchPorts,
): Promise<Turn> {
  const { database } = ports;
  const now = await readDatabaseTime(database);
  const open = [...(await listOpenOrders(database.db, repository.repositoryId))];
  const known = { files: new Map(), comparisons: new Map(), open, waiting: [] };
  return { repository, task, ports, now, refresh: createRunRefresh(ports, task.signal), ...known };
}

async function takeTurn(
  repository: DeployedRepository,
  task: WorkTask,
  ports: DispatchPorts,
): Promise<number | undefined> {
  const { db } = ports.database;
  // Each end of a run causes a turn, and most have nothing to start: then the open orders, which may be thousands, are not read.
  let turn: Turn | undefined;
  let againInMs: number | undefined;
  for (const id of await listRunning(db, repository.repositoryId)) {
    const batch = await readBatch(db, id);
    if (batch === undefined || !mayDispatch(batch.standing)) continue;
    const nodes = await listStartableNodes(db, batch);
    if (nodes.length > 0) {
      turn ??= await beginTurn(repository, task, ports);
      againInMs = earlier(againInMs, await dispatchNodes(batch, nodes, turn));
    }
    await noteReached(batch, ports);
  }
  await ports.instanceLocks.keep(db, turn?.waiting ?? []);
  return againInMs;
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
      const turn = () => takeTurn(repository, task, ports);
      const againInMs = await noteSilence(turn, listStartable(repository), ports);
      return againInMs === undefined ? undefined : { againInMs };
    },
  };
}
