/** Marks what differs on GitHub, in the transaction of what changed: rows of projections, and entries of the queue with their pace. */
import type { Kysely } from 'kysely';
import { isRecord } from '../../base/text.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { type CheckDeadline, checkDeadline } from './check-deadline.ts';
import {
  changeProjection,
  enqueueProjection,
  type ProjectionKind,
  touchProjection,
} from './projection-table.ts';

/** Time between two updates that show progress, in milliseconds. */
const checkPaceMs = 30_000;
const commentPacesMs = [
  { overNodes: 1_000, paceMs: 60_000 },
  { overNodes: 50, paceMs: 45_000 },
  { overNodes: -1, paceMs: 15_000 },
];
/** News that comes together, such as that of runs that end at once, is one update: progress is shown no sooner than this, in milliseconds. */
const gatherMs = 5_000;
/** The check comes first: then the comment can link it. */
export const firstCommentDelayMs = 1_000;
/** A batch that is being planned is usually running soon, and one that runs has started its workflows soon: one update shows both. */
const settlingMs: Readonly<Record<ProjectionKind, ReadonlyMap<string, number>>> = {
  check: new Map([
    ['resolving', 5_000],
    ['running', 2_000],
  ]),
  comment: new Map([
    ['resolving', 15_000],
    ['running', 10_000],
  ]),
  announcement: new Map(),
  review: new Map(),
  issue: new Map(),
};

export interface Mark {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly batchId: number;
  /** At once, without the pace of progress. */
  readonly isDue: boolean;
}

/** Whether pull requests of a workspace are reviewed at all. */
export type AreReviewed = (workspaceId: string) => boolean;

interface MarkedBatch extends CheckDeadline {
  readonly event: string;
  readonly subject: string;
  readonly sha: string | null;
  readonly counts: string;
  readonly repository_id: string;
  readonly head_sha: string;
}

async function readBatch(trx: Kysely<Database>, batchId: number): Promise<MarkedBatch | undefined> {
  return trx
    .selectFrom('batches')
    .select(['event', 'subject', 'sha', 'state', 'counts', 'deadline_at'])
    .select(['repository_id', 'head_sha', 'created_at', 'updated_at'])
    .where('id', '=', batchId)
    .executeTakeFirst();
}

/** The pull requests that a merge group tests, as far as is known. */
async function listGrouped(
  trx: Kysely<Database>,
  { repository_id: repositoryId, head_sha: headSha }: MarkedBatch,
): Promise<readonly number[]> {
  const ofTable = (table: 'merge_groups' | 'merge_group_pulls') =>
    trx
      .selectFrom(table)
      .select('pull_number')
      .where('repository_id', '=', repositoryId)
      .where('head_sha', '=', headSha);
  const rows = await ofTable('merge_groups').union(ofTable('merge_group_pulls')).execute();
  return rows.flatMap(({ pull_number: number }) => number ?? []);
}

/** Those whose comment there is first, in one order: their entries are locked. */
async function orderComments(
  trx: Kysely<Database>,
  { workspaceId, repositoryId }: Mark,
  numbers: readonly number[],
): Promise<readonly string[]> {
  const targets = numbers.toSorted((one, other) => one - other).map(String);
  if (targets.length < 2) return targets;
  const known = await trx
    .selectFrom('projections')
    .select(['id', 'target'])
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('kind', '=', 'comment')
    .where('target', 'in', targets)
    .orderBy('id')
    .execute();
  return [...new Set([...known.map(({ target }) => target), ...targets])];
}

/** Numbers of the pull requests whose comment shows the batch. */
async function listCommented(
  trx: Kysely<Database>,
  mark: Mark,
  batch: MarkedBatch,
): Promise<readonly string[]> {
  const number = /^pr\/([1-9][0-9]*)$/.exec(batch.subject)?.[1];
  if (number !== undefined) return [number];
  return batch.event === 'merge_group' ? orderComments(trx, mark, await listGrouped(trx, batch)) : [];
}

/** How many deployments it has. */
function countNodes(counts: string): number {
  const value: unknown = JSON.parse(counts);
  return Object.values(isRecord(value) ? value : {}).reduce(
    (sum: number, count) => sum + (typeof count === 'number' ? count : 0),
    0,
  );
}

function paceOf(kind: ProjectionKind, { counts }: MarkedBatch): number {
  if (kind === 'check') return checkPaceMs;
  const nodes = countNodes(counts);
  return commentPacesMs.find(({ overNodes }) => nodes > overNodes)?.paceMs ?? 0;
}

interface MarkedObject {
  readonly kind: ProjectionKind;
  readonly target: string;
}

/** Drift has neither, a release no pull request. `numbers`: of the pull requests whose comment shows the batch. */
function objectsOf(
  { event, sha }: MarkedBatch,
  { numbers, isReviewed }: { readonly numbers: readonly string[]; readonly isReviewed: boolean },
): readonly MarkedObject[] {
  if (event === 'drift_detection') return [];
  // Progress does not change what a review says.
  const reviewed = event === 'pull_request' && isReviewed ? numbers : [];
  return [
    ...(sha === null ? [] : [{ kind: 'check', target: sha } as const]),
    ...numbers.map((target) => ({ kind: 'comment', target }) as const),
    ...reviewed.map((target) => ({ kind: 'review', target }) as const),
  ];
}

async function markObject(
  trx: Kysely<Database>,
  dialect: Dialect,
  {
    mark,
    batch,
    object,
  }: { readonly mark: Mark; readonly batch: MarkedBatch; readonly object: MarkedObject },
): Promise<void> {
  const { kind } = object;
  const row = await touchProjection(trx, dialect, { ...mark, ...object });
  const deadline = kind === 'check' ? checkDeadline(batch) : undefined;
  if (deadline !== undefined) await changeProjection(trx, row.id, { deadline_at: deadline });
  const first = kind === 'comment' ? firstCommentDelayMs : 0;
  const paced = (row.sent_at ?? 0) + paceOf(kind, batch) - row.now;
  const pause = row.sent_at === null ? first : Math.max(gatherMs, paced);
  const settling = row.sent_at === null ? first : (settlingMs[kind].get(batch.state) ?? 0);
  const delayMs = Math.max(0, mark.isDue ? settling : pause);
  await enqueueProjection(trx, dialect, { id: row.id, delayMs });
}

/** Check, comment and review of a batch may differ from its state now. */
export async function markReports(
  trx: Kysely<Database>,
  dialect: Dialect,
  { areReviewed = () => false, ...mark }: Mark & { readonly areReviewed?: AreReviewed | undefined },
): Promise<void> {
  const batch = await readBatch(trx, mark.batchId);
  if (batch === undefined) return;
  const numbers = await listCommented(trx, mark, batch);
  const isReviewed = mark.isDue && areReviewed(mark.workspaceId);
  for (const object of objectsOf(batch, { numbers, isReviewed }))
    await markObject(trx, dialect, { mark, batch, object });
}

/** People are told, once, of a merge that was not applied, or not whole. */
export async function markAnnouncement(
  trx: Kysely<Database>,
  dialect: Dialect,
  batchId: number,
): Promise<void> {
  const batch = await trx
    .selectFrom('batches')
    .select(['workspace_id', 'repository_id'])
    .where('id', '=', batchId)
    .executeTakeFirst();
  if (batch === undefined) return;
  const { id, remote_id: remoteId } = await touchProjection(trx, dialect, {
    workspaceId: batch.workspace_id,
    repositoryId: batch.repository_id,
    kind: 'announcement',
    target: String(batchId),
  });
  // After the comment, which it links.
  if (remoteId === null) await enqueueProjection(trx, dialect, { id, delayMs: 2 * firstCommentDelayMs });
}

export interface MarkedIssue {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly key: string;
  readonly delayMs: number;
}

/** The issue may differ from what it is to show. `delayMs`: for further changes to come with it. */
export async function markIssue(
  trx: Kysely<Database>,
  dialect: Dialect,
  { workspaceId, repositoryId, key, delayMs }: MarkedIssue,
): Promise<void> {
  const { id } = await touchProjection(trx, dialect, {
    ...{ workspaceId, repositoryId, kind: 'issue', target: key },
  });
  await enqueueProjection(trx, dialect, { id, delayMs });
}
