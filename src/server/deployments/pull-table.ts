/** The table of pull requests. */
import type { Kysely, Selectable } from 'kysely';
import type { PullState } from '../../github/pull-state.ts';
import type { Dialect } from '../database/dialect.ts';
import { readJsonText } from '../database/json-text.ts';
import type { Database } from '../database/schema.ts';
import type { DeployedRepository } from './seams.ts';

/** Most times of pushes that are kept. */
const maxPushes = 10;
/** Most pull requests with the same commit and branches that are read. */
const maxCandidates = 50;

export interface StoredPull extends PullState {
  /** Times of the last pushes, ascending. */
  readonly pushes: readonly number[];
  /** The head of a fork whose code a writer has approved. */
  readonly approvedSha: string | undefined;
}

function isTimeList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((time) => typeof time === 'number');
}

function toPull(row: Selectable<Database['pull_requests']>): StoredPull {
  return {
    number: row.number,
    state: row.state,
    headSha: row.head_sha,
    headRef: row.head_ref,
    baseRef: row.base_ref,
    isFork: row.is_fork === 1,
    headRepositoryId: row.head_repository_id ?? (row.is_fork === 1 ? undefined : row.repository_id),
    author: row.author,
    mergedBy: row.merged_by ?? undefined,
    mergedAt: row.merged_at ?? undefined,
    mergeSha: row.merge_sha ?? undefined,
    updatedAt: row.github_updated_at,
    pushes: readJsonText(row.pushes, isTimeList, 'pull_requests.pushes'),
    approvedSha: row.approved_sha ?? undefined,
  };
}

export async function readStoredPull(
  db: Kysely<Database>,
  { repositoryId }: Pick<DeployedRepository, 'repositoryId'>,
  number: number,
): Promise<StoredPull | undefined> {
  const row = await db
    .selectFrom('pull_requests')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row && toPull(row);
}

/** Numbers of those that are open as far as is known, highest first. */
export async function listOpenNumbers(
  db: Kysely<Database>,
  { repositoryId }: Pick<DeployedRepository, 'repositoryId'>,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('pull_requests')
    .select('number')
    .where('repository_id', '=', repositoryId)
    .where('state', '=', 'open')
    .orderBy('number', 'desc')
    .execute();
  return rows.map(({ number }) => number);
}

/** Merged ones first. The repository of the head too is asked for: from forks anybody can open any number. */
export async function findPullsOfHead(
  db: Kysely<Database>,
  { repositoryId }: Pick<DeployedRepository, 'repositoryId'>,
  {
    headSha,
    headRef,
    baseRef,
    headRepositoryId,
  }: Pick<PullState, 'headSha' | 'headRef' | 'baseRef' | 'headRepositoryId'>,
): Promise<readonly StoredPull[]> {
  const rows = await db
    .selectFrom('pull_requests')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .where('head_ref', '=', headRef)
    .where('base_ref', '=', baseRef)
    .where((eb) => {
      const isHead = eb('head_repository_id', '=', headRepositoryId ?? '');
      const isOwn = eb('is_fork', '=', 0);
      return headRepositoryId === repositoryId ? eb.or([isHead, isOwn]) : isHead;
    })
    .orderBy((eb) => eb.case().when('state', '=', 'merged').then(0).else(1).end())
    .orderBy('number', 'desc')
    .limit(maxCandidates)
    .execute();
  return rows.map(toPull);
}

/** Open ones whose head is the commit, branches of the repository first. */
export async function listOpenOfHead(
  db: Kysely<Database>,
  { repositoryId }: Pick<DeployedRepository, 'repositoryId'>,
  headSha: string,
): Promise<readonly StoredPull[]> {
  const rows = await db
    .selectFrom('pull_requests')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', headSha)
    .where('state', '=', 'open')
    .orderBy('is_fork')
    .orderBy('number', 'desc')
    .limit(maxCandidates)
    .execute();
  return rows.map(toPull);
}

function columnsOf(pull: PullState) {
  return {
    state: pull.state,
    head_sha: pull.headSha,
    head_ref: pull.headRef,
    base_ref: pull.baseRef,
    is_fork: Number(pull.isFork),
    head_repository_id: pull.headRepositoryId ?? null,
    author: pull.author,
    merged_by: pull.mergedBy ?? null,
    merged_at: pull.mergedAt ?? null,
    merge_sha: pull.mergeSha ?? null,
    github_updated_at: pull.updatedAt,
  };
}

/** Two views of one second that differ: only GitHub can tell which is newer. */
class PullConflict extends Error {
  constructor() {
    super('Two deliveries of one second show the pull request differently. It is read again.');
  }
}

function differs(one: PullState, other: PullState): boolean {
  return (
    one.state !== other.state ||
    one.headSha !== other.headSha ||
    one.baseRef !== other.baseRef ||
    one.mergeSha !== other.mergeSha
  );
}

export function conflicts(stored: PullState | undefined, seen: PullState): boolean {
  return stored !== undefined && stored.updatedAt === seen.updatedAt && differs(stored, seen);
}

/** Before any batch of it is locked. */
export async function lockPull(
  trx: Kysely<Database>,
  dialect: Dialect,
  { repositoryId, number }: { readonly repositoryId: string; readonly number: number },
): Promise<StoredPull | undefined> {
  const row = await dialect
    .lockRows(
      trx
        .selectFrom('pull_requests')
        .selectAll()
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number),
    )
    .executeTakeFirst();
  return row && toPull(row);
}

export interface SeenPull {
  readonly pull: PullState;
  /** A read decides between views of one second. */
  readonly source: 'delivery' | 'read';
  /** When it brought a new head, by GitHub. */
  readonly pushedAt?: number | undefined;
}

/** Locks the row, which has the newest view then. Throws `PullConflict`. */
export async function storePull(
  trx: Kysely<Database>,
  dialect: Dialect,
  { repository, seen }: { readonly repository: DeployedRepository; readonly seen: SeenPull },
): Promise<StoredPull> {
  const { workspaceId, repositoryId } = repository;
  const { pull, source, pushedAt } = seen;
  const pushes = pushedAt === undefined ? [] : [pushedAt];
  await trx
    .insertInto('pull_requests')
    .values({
      workspace_id: workspaceId,
      repository_id: repositoryId,
      number: pull.number,
      ...columnsOf(pull),
      pushes: '[]',
      approved_sha: null,
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'number']).doNothing())
    .execute();
  const stored = await lockPull(trx, dialect, { repositoryId, number: pull.number });
  if (stored === undefined) throw new Error('a pull request that was just inserted is missing');
  if (source === 'delivery' && conflicts(stored, pull)) throw new PullConflict();
  const isNewer =
    pull.updatedAt > stored.updatedAt || (source === 'read' && pull.updatedAt === stored.updatedAt);
  const times = [...new Set([...stored.pushes, ...pushes])].toSorted((one, other) => one - other);
  const kept = { ...stored, ...(isNewer ? pull : {}), pushes: times.slice(-maxPushes) };
  await trx
    .updateTable('pull_requests')
    .set({ ...columnsOf(kept), workspace_id: workspaceId, pushes: JSON.stringify(kept.pushes) })
    .where('repository_id', '=', repositoryId)
    .where('number', '=', pull.number)
    .execute();
  return kept;
}

export async function approveHead(
  trx: Kysely<Database>,
  { repositoryId, number, headSha }: { repositoryId: string; number: number; headSha: string },
): Promise<void> {
  await trx
    .updateTable('pull_requests')
    .set({ approved_sha: headSha })
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .execute();
}
