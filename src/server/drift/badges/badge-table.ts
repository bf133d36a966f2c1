/** The table of badges: which instance a token stands for. A token is random, so that a name can be neither guessed nor confirmed. */
import { randomBytes } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { JsonValue } from '../../../base/json.ts';
import type { DriftedInstance } from '../../../domain/drift/causes.ts';
import type { BadgeFacts } from '../../../domain/reports/badge.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';

export interface BadgeInstance extends DriftedInstance {
  readonly workspaceId: string;
}

export interface BadgeRow extends BadgeInstance, BadgeFacts {
  readonly token: string;
}

/** The admin that makes the state of an instance public. */
export interface BadgeAsker {
  readonly actor: string;
  /** The person, in the details of the audit entry. */
  readonly by?: JsonValue | undefined;
  readonly traceId: string;
}

const tokenBytes = 24;

function isOf({ workspaceId, repositoryId, stack, component, componentType }: BadgeInstance) {
  return sql<boolean>`workspace_id = ${workspaceId} and repository_id = ${repositoryId} and stack = ${stack}
      and component = ${component} and component_type = ${componentType}`;
}

/** `undefined`: the instance has none. */
export async function findBadge(db: Kysely<Database>, instance: BadgeInstance): Promise<string | undefined> {
  const row = await db.selectFrom('drift_badges').select('token').where(isOf(instance)).executeTakeFirst();
  return row?.token;
}

/** The token of the instance: the one that it has, or a new one, which the audit log then has. */
export async function ensureBadge(
  trx: Transaction<Database>,
  dialect: Dialect,
  { instance, asked }: { readonly instance: BadgeInstance; readonly asked: BadgeAsker },
): Promise<string> {
  const { workspaceId, repositoryId, stack, component, componentType } = instance;
  const key = {
    workspace_id: workspaceId,
    repository_id: repositoryId,
    stack,
    component,
    component_type: componentType,
  };
  const inserted = await trx
    .insertInto('drift_badges')
    .values({ ...key, token: randomBytes(tokenBytes).toString('base64url'), created_at: dialect.now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(inserted.numInsertedOrUpdatedRows) > 0) {
    const { actor, by, traceId } = asked;
    await appendAuditEntry(trx, dialect, {
      ...{ event: 'badge.created', outcome: 'allowed', workspaceId, repositoryId, actor, traceId },
      details: { stack, component, componentType, ...(by === undefined ? {} : { by }) },
    });
  }
  const { token } = await trx
    .selectFrom('drift_badges')
    .select('token')
    .where(isOf(instance))
    .executeTakeFirstOrThrow();
  return token;
}

/** Every badge with what is known of its instance. Those of instances that are gone are left out. */
export async function readBadges(db: Kysely<Database>): Promise<readonly BadgeRow[]> {
  const rows = await db
    .selectFrom('drift_badges as badge')
    .innerJoin('instances as instance', (join) =>
      join
        .onRef('instance.workspace_id', '=', 'badge.workspace_id')
        .onRef('instance.repository_id', '=', 'badge.repository_id')
        .onRef('instance.stack', '=', 'badge.stack')
        .onRef('instance.component', '=', 'badge.component')
        .onRef('instance.component_type', '=', 'badge.component_type'),
    )
    .leftJoin('drift_instances as drift', (join) =>
      join
        .onRef('drift.workspace_id', '=', 'badge.workspace_id')
        .onRef('drift.repository_id', '=', 'badge.repository_id')
        .onRef('drift.stack', '=', 'badge.stack')
        .onRef('drift.component', '=', 'badge.component'),
    )
    .selectAll('badge')
    .select(['instance.drift_status', 'drift.is_remediating', 'drift.remediated_at'])
    .where('instance.orphaned_at', 'is', null)
    .execute();
  return rows.map((row) => ({
    token: row.token,
    workspaceId: row.workspace_id,
    repositoryId: row.repository_id,
    stack: row.stack,
    component: row.component,
    componentType: row.component_type,
    status: row.drift_status,
    isRemediating: row.is_remediating === 1,
    remediatedAt: row.remediated_at ?? undefined,
  }));
}

/** The live instances of a stack with this full name; one for each type. */
export async function findBadgeInstances(
  db: Kysely<Database>,
  { workspaceId, repositoryId, stack, component }: Omit<BadgeInstance, 'componentType'>,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('instances')
    .select('component_type')
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('stack', '=', stack)
    .where('component', '=', component)
    .where('orphaned_at', 'is', null)
    .orderBy('component_type')
    .execute();
  return rows.map((row) => row.component_type);
}
