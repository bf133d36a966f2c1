/** Makes the orders of a deployment: one dispatch of each of its workflow files, with inputs that fit the file. */
import type { Kysely } from 'kysely';
import type { Random } from '../../base/ports.ts';
import { isRecord } from '../../base/text.ts';
import { readBatchSubject } from '../../domain/dispatch/activities.ts';
import { fillGroups } from '../../domain/dispatch/concurrency-groups.ts';
import { type DispatchInputs, fitInputs } from '../../domain/dispatch/fit-inputs.ts';
import type { RefuseReason } from '../../domain/dispatch/node-states.ts';
import { orderKey, toCorrelation } from '../../domain/dispatch/order-key.ts';
import type { ProWorkflow } from '../../domain/dispatch/read-pro.ts';
import type { WorkflowFile } from '../../domain/dispatch/read-workflow.ts';
import type { Dialect } from '../database/dialect.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';
import { enqueue } from '../work/enqueue.ts';
import type { Batch } from './batch-table.ts';
import type { BatchNode } from './node-table.ts';
import { deploymentWork, type ReadWorkflowFile } from './seams.ts';

/** Attempts of a commit that is the head for the second time count from here. */
const attemptsPerGeneration = 1_000_000;

/** A workflow file at the branch that is dispatched. */
export type FileReading = Awaited<ReturnType<ReadWorkflowFile>>;

interface FittedOrder {
  readonly file: string;
  readonly inputs: DispatchInputs;
  readonly correlation: string;
  readonly carriesId: boolean;
  readonly groups: readonly string[];
}

export type Fitting =
  | { readonly status: 'fitted'; readonly orders: readonly FittedOrder[] }
  | { readonly status: 'refused'; readonly reason: RefuseReason; readonly detail: string };

function isWorkflowList(value: unknown): value is readonly ProWorkflow[] {
  return (
    Array.isArray(value) &&
    value.every((one) => isRecord(one) && typeof one['file'] === 'string' && Array.isArray(one['inputs']))
  );
}

/** What the deployments start, by their number. */
export async function readNodeWorkflows(
  db: Kysely<Database>,
  batchId: number,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly ProWorkflow[]>> {
  const rows = await db
    .selectFrom('batch_nodes')
    .select(['number', 'workflows'])
    .where('batch_id', '=', batchId)
    .where('number', 'in', [...numbers])
    .execute();
  return new Map(
    rows.map(({ number, workflows }) => [
      number,
      readJsonText(workflows, isWorkflowList, 'batch_nodes.workflows'),
    ]),
  );
}

interface FitQuestion {
  readonly batch: Batch;
  readonly node: BatchNode;
  readonly workflows: readonly ProWorkflow[];
  /** Without `refs/heads/`. */
  readonly ref: string;
  readonly files: ReadonlyMap<string, FileReading>;
}

function fitOne(
  { batch, node, ref }: FitQuestion,
  { file, inputs }: ProWorkflow,
  { workflow, random }: { readonly workflow: WorkflowFile; readonly random: Pick<Random, 'uuid'> },
): FittedOrder | Extract<Fitting, { status: 'refused' }> {
  const correlation = toCorrelation(Buffer.from(random.uuid().replaceAll('-', ''), 'hex'));
  const { stack, component } = node;
  const values = { stack, component, sha: batch.sha ?? '' };
  const fitted = fitInputs({ activity: batch.activity, file, workflow, inputs, values, correlation });
  if (fitted.status === 'refused')
    return { status: 'refused', reason: fitted.refusal.tag, detail: fitted.refusal.message };
  const context = { ref: `refs/heads/${ref}`, path: `.github/workflows/${file}`, inputs: fitted.value };
  const groups = fillGroups(workflow, context);
  return { file, inputs: fitted.value, correlation, carriesId: workflow.carriesId, groups };
}

/** All of the files, or the first reason why one cannot be dispatched. */
export function fitOrders(question: FitQuestion, ports: { readonly random: Pick<Random, 'uuid'> }): Fitting {
  if (question.batch.sha === undefined)
    return {
      status: 'refused',
      reason: 'no_merge_commit',
      detail: 'GitHub does not name the commit of the merge',
    };
  const orders: FittedOrder[] = [];
  for (const entry of question.workflows) {
    const reading = question.files.get(entry.file);
    if (reading === undefined || reading === 'absent') {
      const detail = `there is no .github/workflows/${entry.file} on ${question.ref}`;
      return { status: 'refused', reason: 'file_missing', detail };
    }
    if (reading.status === 'refused') {
      const { tag, message } = reading.refusal;
      return { status: 'refused', reason: tag, detail: `${entry.file}: ${message}` };
    }
    const order = fitOne(question, entry, { workflow: reading.value, random: ports.random });
    if ('status' in order) return order;
    orders.push(order);
  }
  return { status: 'fitted', orders };
}

/** Orders that were withdrawn keep their attempt: the next ones get another. */
async function nextAttempt(trx: Kysely<Database>, { id }: Batch, node: BatchNode): Promise<number> {
  const row = await trx
    .selectFrom('orders')
    .select('attempt')
    .where('batch_id', '=', id)
    .where('node', '=', node.number)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return Math.max(node.attempt, (row?.attempt ?? 0) + 1);
}

/** Columns of an order that was not sent yet. */
export const unsentOrder = {
  state: 'planned',
  refusal: null,
  problem: null,
  lookups: 0,
  run_id: null,
  run_url: null,
  run_attempt: null,
  run_status: null,
  run_end: null,
  run_updated_at: null,
  run_read_at: null,
  approval: null,
  exit_code: null,
  sending_at: null,
  unclear_at: null,
  ended_at: null,
} as const;

export interface NewOrders {
  readonly batch: Batch;
  readonly node: BatchNode;
  readonly ref: string;
  readonly orders: readonly FittedOrder[];
}

function keyOf({ batch, node }: NewOrders, workflow: string, attempt: number): string {
  const subject = readBatchSubject(batch.subject);
  if (subject === undefined) throw new Error(`nothing is dispatched for ${batch.subject}`);
  const { repositoryId, headSha, activity, generation } = batch;
  const { stack, component } = node;
  const all = (generation - 1) * attemptsPerGeneration + attempt;
  return orderKey({ repositoryId, headSha, activity, subject, stack, component, workflow, attempt: all });
}

/** With the batch's row locked. Returns the attempt that they are of. */
export async function insertOrders(
  trx: Kysely<Database>,
  wanted: NewOrders,
  dialect: Dialect,
): Promise<number> {
  const { batch, node, ref, orders } = wanted;
  const attempt = await nextAttempt(trx, batch, node);
  const rows = await trx
    .insertInto('orders')
    .values(
      orders.map(({ file, inputs, correlation, carriesId, groups }) => ({
        ...unsentOrder,
        workspace_id: batch.workspaceId,
        repository_id: batch.repositoryId,
        batch_id: batch.id,
        node: node.number,
        attempt,
        key: keyOf(wanted, file, attempt),
        correlation,
        workflow: file,
        ref,
        inputs: JSON.stringify(inputs),
        carries_id: Number(carriesId),
        concurrency_groups: JSON.stringify(groups),
        planned_at: dialect.now,
      })),
    )
    .returning('id')
    .execute();
  await enqueue(
    trx,
    dialect,
    rows.map(({ id }) => ({ kind: deploymentWork.send, key: String(id) })),
  );
  return attempt;
}
