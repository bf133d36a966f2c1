/** Reads batches and their deployments for admins, a page at a time. Nothing is locked: what is read may change meanwhile. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { openBatchStates } from '../../../api/routes/batches.ts';
import type { BatchState } from '../../../domain/dispatch/advance-batch.ts';
import type { Conclusion } from '../../../domain/dispatch/conclude.ts';
import { reachStore } from '../../database/failures.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';

export type BatchRow = Selectable<Database['batches']>;
export type DeploymentRow = Selectable<Database['batch_nodes']>;
export type DispatchRow = Selectable<Database['orders']>;
type CommandRow = Selectable<Database['commands']>;

/** Most dispatches of one deployment that are shown: the newest. */
export const maxShownDispatches = 50;
/** Most dependencies of one deployment that are shown. */
export const maxShownParents = 100;
const maxShownCommands = 20;

interface BatchFilter {
  readonly workspaceId: string;
  readonly repositoryId?: string | undefined;
  readonly state?: 'open' | BatchState | undefined;
  readonly conclusion?: Conclusion | undefined;
  /** Its own batches, and those of merge groups that are known to test it. Needs `repositoryId`. */
  readonly pull?: string | undefined;
  readonly beforeId?: number | undefined;
  /** The batches right above it. */
  readonly afterId?: number | undefined;
  readonly limit: number;
}

export interface DeploymentPage {
  readonly nodes: readonly DeploymentRow[];
  /** Of these deployments. */
  readonly edges: readonly { readonly parent: number; readonly child: number }[];
  /** Likewise, newest first. */
  readonly orders: readonly DispatchRow[];
}

/** Of everything that is about the pull request. */
function selectSubjects(
  db: Kysely<Database>,
  { repositoryId, pull }: { readonly repositoryId: string; readonly pull: number },
) {
  const ofTable = (table: 'merge_groups' | 'merge_group_pulls') =>
    db
      .selectFrom(table)
      .select(sql<string>`'group/' || head_sha`.as('subject'))
      .where('repository_id', '=', repositoryId)
      .where('pull_number', '=', pull);
  return ofTable('merge_groups')
    .union(ofTable('merge_group_pulls'))
    .union(db.selectNoFrom(sql<string>`${sql.lit(`pr/${pull}`)}`.as('subject')));
}

async function list(db: Kysely<Database>, filter: BatchFilter): Promise<readonly BatchRow[]> {
  const { workspaceId, repositoryId, state, conclusion, pull, beforeId, afterId, limit } = filter;
  let query = db.selectFrom('batches').selectAll().where('workspace_id', '=', workspaceId);
  if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
  if (pull !== undefined && repositoryId !== undefined)
    query = query.where('subject', 'in', selectSubjects(db, { repositoryId, pull: Number(pull) }));
  if (state === 'open') query = query.where('state', 'in', [...openBatchStates]);
  else if (state !== undefined) query = query.where('state', '=', state);
  if (conclusion !== undefined) query = query.where('conclusion', '=', conclusion);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId === undefined) return query.orderBy('id', 'desc').limit(limit).execute();
  const rows = await query.where('id', '>', afterId).orderBy('id').limit(limit).execute();
  return rows.reverse();
}

/** `after`: number of the last deployment of the page before. */
async function readNodes(
  db: Kysely<Database>,
  { batchId, after, limit }: { readonly batchId: number; readonly after: number; readonly limit: number },
): Promise<DeploymentPage> {
  const nodes = await db
    .selectFrom('batch_nodes')
    .selectAll()
    .where('batch_id', '=', batchId)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute();
  if (nodes.length === 0) return { nodes, edges: [], orders: [] };
  const numbers = nodes.map(({ number }) => number);
  const edges = await db
    .selectFrom('batch_edges')
    .select(['parent', 'child'])
    .where('batch_id', '=', batchId)
    .where('child', 'in', numbers)
    .orderBy('parent')
    .execute();
  const orders = await db
    .selectFrom('orders')
    .selectAll()
    .where('batch_id', '=', batchId)
    .where('node', 'in', numbers)
    .orderBy('id', 'desc')
    .limit(limit * maxShownDispatches)
    .execute();
  return { nodes, edges, orders };
}

export interface BatchReads {
  /** Newest first. */
  list(filter: BatchFilter): Promise<readonly BatchRow[]>;
  /** `undefined`: the workspace has no such batch. */
  find(workspaceId: string, id: number): Promise<BatchRow | undefined>;
  readNodes(page: {
    readonly batchId: number;
    readonly after: number;
    readonly limit: number;
  }): Promise<DeploymentPage>;
  /** Newest first. */
  listCommands(batchId: number): Promise<readonly CommandRow[]>;
  /** Of the App's last review of the pull request that was not taken back. */
  findReviewUrl(batch: BatchRow): Promise<string | undefined>;
}

async function findReviewUrl(
  db: Kysely<Database>,
  { workspace_id: workspaceId, repository_id: repositoryId, subject }: BatchRow,
): Promise<string | undefined> {
  const number = /^pr\/([1-9][0-9]{0,14})$/.exec(subject)?.[1];
  if (number === undefined) return undefined;
  const review = await db
    .selectFrom('projections')
    .select('remote_url')
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('kind', '=', 'review')
    .where('target', '=', number)
    .where('remote_id', 'is not', null)
    .executeTakeFirst();
  return review?.remote_url ?? undefined;
}

/** Every method rejects with `REMOTE_STORE` in an outage. */
export function createBatchReads({ db }: OpenedDatabase): BatchReads {
  return {
    list: (filter) => reachStore(() => list(db, filter)),
    find: (workspaceId, id) =>
      reachStore(() =>
        db
          .selectFrom('batches')
          .selectAll()
          .where('id', '=', id)
          .where('workspace_id', '=', workspaceId)
          .executeTakeFirst(),
      ),
    findReviewUrl: (batch) => reachStore(() => findReviewUrl(db, batch)),
    readNodes: (page) => reachStore(() => readNodes(db, page)),
    listCommands: (batchId) =>
      reachStore(() =>
        db
          .selectFrom('commands')
          .selectAll()
          .where('batch_id', '=', batchId)
          .orderBy('commanded_at', 'desc')
          .orderBy('source')
          .limit(maxShownCommands)
          .execute(),
      ),
  };
}
