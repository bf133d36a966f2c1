/** Decides whether a deployment starts now, waits, or does not start any more; before its workflow is fitted, and again as it is written. */
import type { Kysely } from 'kysely';
import { decideInstance, type ForeignLock, givesWay } from '../../domain/dispatch/instance-free.ts';
import type { SweepSkip } from '../../domain/dispatch/node-states.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';
import { listChanging } from './changing.ts';
import { type InstanceLockPorts, nameDeployment } from './instance-locks.ts';
import type { BatchNode } from './node-table.ts';
import { type Comparisons, findRivals, judgeOvertake, type OpenOrder } from './obstacles.ts';
import type { DeployedRepository, WaitsFor } from './seams.ts';
import { isSweep } from './sweep-batches.ts';
import { describeLockWait, describeRunWait, measureWait } from './waits.ts';

export interface StartQuestion {
  readonly batch: Batch;
  readonly node: BatchNode;
  /** Concurrency groups of the workflows that it would start. */
  readonly groups: readonly string[];
}

export interface StartContext {
  readonly repository: DeployedRepository;
  readonly comparisons: Comparisons;
  /** Orders that have not ended. */
  readonly open: readonly OpenOrder[];
  /** By the database's clock, in milliseconds. */
  readonly now: number;
  readonly ports: Pick<InstanceLockPorts, 'findLockHolders'>;
}

export type StartVerdict =
  | { readonly status: 'start' }
  /** `endsAt`: when it may be over, where that is known; in milliseconds. */
  | { readonly status: 'wait'; readonly for: WaitsFor; readonly endsAt?: number | undefined }
  /** Its sweep leaves it out. */
  | { readonly status: 'skip'; readonly reason: SweepSkip }
  | { readonly status: 'late' }
  | { readonly status: 'overtaken'; readonly as: 'skipped' | 'failed' }
  | { readonly status: 'compare'; readonly base: string; readonly head: string };

async function judgeMerge(
  db: Kysely<Database>,
  { batch, node }: StartQuestion,
  { comparisons }: StartContext,
): Promise<StartVerdict> {
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

/** Whether a run of the deployment that holds a lock executes: one that waits for approval changes nothing yet. */
async function isExecuting(db: Kysely<Database>, { holder }: LockRecord): Promise<boolean> {
  const [batchId, node] = holder.deployment?.id.split('/') ?? [];
  if (batchId === undefined || node === undefined) return true;
  const row = await db
    .selectFrom('batch_nodes')
    .select('state')
    .where('batch_id', '=', Number(batchId))
    .where('number', '=', Number(node))
    .executeTakeFirst();
  return row?.state !== 'approval';
}

/** The lock of the instance, where another one has it. */
async function findForeignLock(
  db: Kysely<Database>,
  { batch, node }: StartQuestion,
  { ports }: StartContext,
): Promise<{ readonly record: LockRecord; readonly lock: ForeignLock } | undefined> {
  const path = `${node.stack}/${node.component}`;
  const { workspaceId, repositoryId } = batch;
  const record = (await ports.findLockHolders(db, { workspaceId, repositoryId, paths: [path] })).get(path);
  if (record === undefined) return undefined;
  if (record.holder.deployment?.id === nameDeployment(batch.id, node.number)) return undefined;
  return { record, lock: { kind: record.kind, isExecuting: await isExecuting(db, record) } };
}

/** Drift is not detected while something else works on the instance: a change that is half applied is not drift. */
async function judgeDetection(
  db: Kysely<Database>,
  question: StartQuestion,
  context: StartContext,
): Promise<StartVerdict> {
  const { batch, node } = question;
  const changing = await listChanging(db, batch.repositoryId, node);
  if (changing.length > 0) return { status: 'skip', reason: 'changing' };
  if ((await findForeignLock(db, question, context)) !== undefined)
    return { status: 'skip', reason: 'instance_locked' };
  return judgeInstance(db, question, context);
}

export async function judgeStart(
  db: Kysely<Database>,
  question: StartQuestion,
  context: StartContext,
): Promise<StartVerdict> {
  const judge = isSweep(question.batch) ? judgeDetection : judgeInstance;
  return judge(db, question, context);
}

async function judgeInstance(
  db: Kysely<Database>,
  question: StartQuestion,
  context: StartContext,
): Promise<StartVerdict> {
  const merge = await judgeMerge(db, question, context);
  if (merge.status !== 'start') return merge;
  const { batch, node } = question;
  const { config } = context.repository;
  const foreign = await findForeignLock(db, question, context);
  const rivals = findRivals(question, context.open).map((order) => {
    const isOfOlderHead = order.isSuperseded && order.subject === batch.subject;
    return { ...order, isOfOlderHead };
  });
  const facts = {
    activity: batch.activity,
    kind: node.kind,
    lock: foreign?.lock,
    groupRuns: rivals,
    waitedMs: measureWait(node, context.now),
  };
  const { hold: holding, waitMs: lockWaitMs } = config.locks;
  // Groups behind it are built on top of it.
  const rules = { holding, lockWaitMs, queueWaitMs: config.mergeQueue.lockWaitMs };
  const verdict = decideInstance(facts, rules);
  if (verdict.status === 'free') return { status: 'start' };
  if (verdict.status === 'failed') return { status: 'late' };
  if (verdict.by === 'lock' && foreign !== undefined) {
    const { record } = foreign;
    return { status: 'wait', for: describeLockWait(record), endsAt: record.freeAt };
  }
  const rival = rivals.find((order) => !givesWay(node.kind, order));
  if (rival === undefined) throw new Error('a deployment waits for a run, and there is none');
  return { status: 'wait', for: describeRunWait(rival) };
}
