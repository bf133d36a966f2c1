/** The table of issues that show drift: what each of them is to say. A projection brings it to GitHub. */
import type { Kysely } from 'kysely';
import type { IssueText } from '../../../domain/reports/drift-issue.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { DriftIssueTable } from '../../database/drift-schema.ts';
import type { Database } from '../../database/schema.ts';
import type { DriftPlace } from '../instance-table.ts';

export interface IssueInstance {
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
}

export interface KnownIssue {
  readonly key: string;
  readonly state: 'open' | 'closed';
  readonly kind: 'instance' | 'cause';
  readonly instance: IssueInstance | undefined;
  readonly lead: string;
  readonly details: string;
  readonly title: string;
}

function toIssue(row: DriftIssueTable): KnownIssue {
  const { key, state, kind, stack, component, component_type: type, title, lead, details } = row;
  const instance =
    stack === null || component === null || type === null
      ? undefined
      : { stack, component, componentType: type };
  return { key, state, kind, instance, title, lead, details };
}

/** Those that are open. */
export async function listOpenIssues(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: DriftPlace,
): Promise<readonly KnownIssue[]> {
  const rows = await db
    .selectFrom('drift_issues')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('state', '=', 'open')
    .orderBy('key')
    .execute();
  return rows.map(toIssue);
}

export async function findKnownIssue(
  db: Kysely<Database>,
  { workspaceId, repositoryId, key }: DriftPlace & { readonly key: string },
): Promise<KnownIssue | undefined> {
  const row = await db
    .selectFrom('drift_issues')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row && toIssue(row);
}

export interface IssueWrite {
  readonly place: DriftPlace;
  readonly key: string;
  readonly instance: IssueInstance | undefined;
  readonly text: IssueText;
}

/** A new one, or one that is open again. */
export async function writeOpenIssue(
  trx: Kysely<Database>,
  dialect: Dialect,
  { place, key, instance, text }: IssueWrite,
): Promise<void> {
  const { title, lead, details } = text;
  await trx
    .insertInto('drift_issues')
    .values({
      workspace_id: place.workspaceId,
      repository_id: place.repositoryId,
      key,
      kind: instance === undefined ? 'cause' : 'instance',
      stack: instance?.stack ?? null,
      component: instance?.component ?? null,
      component_type: instance?.componentType ?? null,
      ...{ state: 'open', title, lead, details, since: dialect.now, updated_at: dialect.now },
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'repository_id', 'key']).doUpdateSet({
        ...{ state: 'open', lead, details, updated_at: dialect.now },
      }),
    )
    .execute();
}

export async function writeClosedIssue(
  trx: Kysely<Database>,
  dialect: Dialect,
  { place, key, text }: Pick<IssueWrite, 'place' | 'key'> & { readonly text: Omit<IssueText, 'title'> },
): Promise<void> {
  await trx
    .updateTable('drift_issues')
    .set({ state: 'closed', lead: text.lead, details: text.details, updated_at: dialect.now })
    .where('workspace_id', '=', place.workspaceId)
    .where('repository_id', '=', place.repositoryId)
    .where('key', '=', key)
    .execute();
}
