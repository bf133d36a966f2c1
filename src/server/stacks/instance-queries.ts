/** Reads the inventory a page at a time. A glob reads a bounded number of keys, however few match. */
import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import { textRange } from '../database/text-range.ts';
import type { InstanceTable } from '../database/upload-schema.ts';
import {
  type HistoryFilter,
  type InstanceFilter,
  type InstanceKey,
  type InstancePage,
  maxComponentsPerStack,
  maxInstancePage,
  maxInstanceScan,
  type StoredInstance,
} from './instance-store.ts';

/** Keys that are read at a time while a glob looks for its matches. */
const slice = 1_000;

function toInstance(row: Selectable<InstanceTable>): StoredInstance {
  return {
    repositoryId: row.repository_id,
    stack: row.stack,
    component: row.component,
    componentType: row.component_type,
    enabled: row.enabled === 1,
    driftEnabled: row.drift_enabled === 1,
    driftStatus: row.drift_status,
    lastStatus: row.last_status ?? undefined,
    lastCommand: row.last_command ?? undefined,
    lastRunAt: row.last_run_at ?? undefined,
    pro: row.pro ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    disabledAt: row.disabled_at ?? undefined,
    orphanedAt: row.orphaned_at ?? undefined,
    statusSince: row.status_since ?? undefined,
  };
}

type Rows = SelectQueryBuilder<Database, 'instances', Record<never, never>>;

/** Everything of the filter that the database judges, from `after` on. */
function select(db: Kysely<Database>, filter: InstanceFilter, after: InstanceKey | undefined): Rows {
  const { workspaceId, repositoryId, prefix, status } = filter;
  let query: Rows = db.selectFrom('instances').where('workspace_id', '=', workspaceId);
  if (repositoryId !== undefined) query = query.where('repository_id', '=', repositoryId);
  if (prefix !== undefined) query = query.where(textRange('stack', prefix));
  query = query.where('orphaned_at', status === 'orphaned' ? 'is not' : 'is', null);
  if (status !== undefined && status !== 'orphaned') query = query.where('drift_status', '=', status);
  if (after !== undefined) {
    query = query.where(
      sql<boolean>`(repository_id, stack, component, component_type) >
        (${after.repositoryId}, ${after.stack}, ${after.component}, ${after.componentType})`,
    );
  }
  return query.orderBy('repository_id').orderBy('stack').orderBy('component').orderBy('component_type');
}

async function readKeys(db: Kysely<Database>, filter: InstanceFilter, after: InstanceKey | undefined) {
  return select(db, filter, after)
    .select(['repository_id as repositoryId', 'stack', 'component', 'component_type as componentType'])
    .limit(slice)
    .execute();
}

/** Judges each name once. */
function remember(matches: (stack: string) => boolean): (stack: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (stack) => {
    const verdict = verdicts.get(stack) ?? matches(stack);
    verdicts.set(stack, verdict);
    return verdict;
  };
}

/** The keys of the page that the glob wants, and the last key of the page, or the last one read. */
async function scanKeys(
  db: Kysely<Database>,
  filter: InstanceFilter,
  { matches, limit }: { readonly matches: (stack: string) => boolean; readonly limit: number },
): Promise<{ readonly wanted: readonly InstanceKey[]; readonly next: InstanceKey | undefined }> {
  const isWanted = remember(matches);
  const wanted: InstanceKey[] = [];
  let after = filter.after;
  for (let seen = 0; seen < maxInstanceScan; seen += slice) {
    const keys = await readKeys(db, filter, after);
    for (const key of keys) {
      after = key;
      if (isWanted(key.stack) && wanted.push(key) === limit) return { wanted, next: key };
    }
    if (keys.length < slice) return { wanted, next: undefined };
  }
  return { wanted, next: after };
}

/** The rows of `keys`, which are all of the filter's rows from its cursor on whose stack is among theirs. */
async function readRows(
  db: Kysely<Database>,
  filter: InstanceFilter,
  keys: readonly InstanceKey[],
): Promise<StoredInstance[]> {
  if (keys.length === 0) return [];
  const stacks = [...new Set(keys.map(({ stack }) => stack))];
  const rows = await select(db, filter, filter.after)
    .selectAll()
    .where('stack', 'in', stacks)
    .limit(keys.length)
    .execute();
  return rows.map(toInstance);
}

export async function listInstanceRows(db: Kysely<Database>, filter: InstanceFilter): Promise<InstancePage> {
  const limit = Math.min(filter.limit, maxInstancePage);
  if (filter.matches !== undefined) {
    const { wanted, next } = await scanKeys(db, filter, { matches: filter.matches, limit });
    return { instances: await readRows(db, filter, wanted), next };
  }
  const rows = await select(db, filter, filter.after).selectAll().limit(limit).execute();
  const instances = rows.map(toInstance);
  return { instances, next: instances.length === limit ? instances.at(-1) : undefined };
}

export async function listComponentNames(
  db: Kysely<Database>,
  { workspaceId, repositoryId, stack }: Pick<HistoryFilter, 'workspaceId' | 'repositoryId' | 'stack'>,
): Promise<readonly Pick<InstanceKey, 'component' | 'componentType'>[]> {
  return db
    .selectFrom('instances')
    .select(['component', 'component_type as componentType'])
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('stack', '=', stack)
    .where('orphaned_at', 'is', null)
    .orderBy('component')
    .orderBy('component_type')
    .limit(maxComponentsPerStack)
    .execute();
}
