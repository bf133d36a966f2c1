/** The table of remediations that the server started by itself, and what is known of the drift that they are for. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { isRecord } from '../../../base/text.ts';
import type { AutoRule, AutoRun } from '../../../domain/drift/decide-auto.ts';
import { type InstanceName, instanceKey } from '../../../domain/stacks/items.ts';
import type { ServerConfig } from '../../config/config.ts';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';
import type { DriftPlace } from '../instance-table.ts';

/** Equal for equal entries of the configuration: one that is changed starts again. */
export function digestRule({ cause, until, maxPerDay, reason }: AutoRule): string {
  return createHash('sha256')
    .update(JSON.stringify([cause, until, maxPerDay, reason]))
    .digest('hex')
    .slice(0, 32);
}

/** Of all entries of the configuration. */
export function listRuleDigests({ workspaces }: Pick<ServerConfig, 'workspaces'>): readonly string[] {
  const rules = workspaces.flatMap(({ repositories }) =>
    repositories.flatMap(({ drift }) => drift?.auto ?? []),
  );
  return [...new Set(rules.map(digestRule))];
}

export async function listAutoRuns(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: DriftPlace,
  rule: string,
): Promise<readonly AutoRun[]> {
  const rows = await db
    .selectFrom('drift_remediations')
    .select(['stack', 'component', 'started_at', 'detection', 'outcome'])
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('rule', '=', rule)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => ({
    instance: instanceKey(row),
    startedAt: row.started_at,
    detection: row.detection ?? undefined,
    outcome: row.outcome,
  }));
}

export async function countOfSweep(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: DriftPlace,
  detection: number,
): Promise<number> {
  const { count } = await db
    .selectFrom('drift_remediations')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('detection', '=', detection)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** One at a time decides what is started in a repository, until the transaction ends. */
export async function lockAutoDecision(
  trx: Kysely<Database>,
  dialect: Dialect,
  { repositoryId }: DriftPlace,
): Promise<void> {
  await dialect
    .lockRows(
      trx
        .selectFrom('drift_schedules')
        .select('name')
        .where('repository_id', '=', repositoryId)
        .orderBy('name'),
    )
    .execute();
}

/** The detection that found the drift. */
export interface FoundBy {
  readonly detection: number;
  /** The commit that was planned. */
  readonly sha: string;
}

function runIdOf(uploader: string): unknown {
  const value: unknown = JSON.parse(uploader);
  return isRecord(value) ? value['run_id'] : undefined;
}

/**
 * `undefined` unless the newest status of the instance is what the run of its newest detection reported, and the changes that are known are
 * its: other runs may report too, such as that of a pull request, and one that ran later is not replaced by one that reports later.
 */
export async function findDetection(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: DriftPlace,
  { stack, component }: InstanceName,
): Promise<FoundBy | undefined> {
  const { rows } = await sql<{
    detection: number | string;
    sha: string | null;
    runId: string;
    uploader: string;
  }>`
    select drift.detection, batches.sha, orders.run_id as "runId", status.uploader
    from drift_instances as drift
    inner join instances as instance on instance.workspace_id = drift.workspace_id
      and instance.repository_id = drift.repository_id and instance.stack = drift.stack
      and instance.component = drift.component and instance.component_type = 'terraform'
    inner join batches on batches.id = drift.detection
    inner join batch_nodes as node on node.batch_id = drift.detection and node.stack = drift.stack
      and node.component = drift.component
    inner join orders on orders.batch_id = node.batch_id and orders.node = node.number and orders.attempt = node.attempt
    inner join instance_statuses as status on status.id = (select max(one.id) from instance_statuses as one
      where one.workspace_id = drift.workspace_id and one.repository_id = drift.repository_id and one.stack = drift.stack
        and one.component = drift.component and one.component_type = 'terraform')
    where drift.workspace_id = ${workspaceId} and drift.repository_id = ${repositoryId} and drift.stack = ${stack}
      and drift.component = ${component} and drift.is_detecting = 0 and drift.is_remediating = 0
      and drift.problem is null and instance.drift_status = 'drifted' and instance.orphaned_at is null
      and status.status = 'drifted' and orders.run_id is not null
      and exists (select 1 from plan_changes as change where change.workspace_id = drift.workspace_id
        and change.repository_id = drift.repository_id and change.stack = drift.stack
        and change.component = drift.component and change.component_type = 'terraform'
        and change.status_id = status.id)`.execute(db);
  const found = rows.find(({ runId, uploader }) => runIdOf(uploader) === runId);
  if (found === undefined || found.sha === null) return undefined;
  return { detection: Number(found.detection), sha: found.sha };
}

export interface NewAutoRun extends InstanceName {
  readonly place: DriftPlace;
  readonly cause: string;
  readonly rule: string;
  readonly detection: number;
  readonly batchId: number;
}

export async function addAutoRun(
  trx: Kysely<Database>,
  dialect: Dialect,
  { place, stack, component, cause, rule, detection, batchId }: NewAutoRun,
): Promise<void> {
  await trx
    .insertInto('drift_remediations')
    .values({
      workspace_id: place.workspaceId,
      repository_id: place.repositoryId,
      ...{ stack, component, cause, rule, detection },
      ...{ batch_id: batchId, started_at: dialect.now, outcome: 'running' },
    })
    .execute();
}

/** Returns its cause; `undefined`: a person started it, or it was settled before. */
export async function settleAutoRun(
  trx: Kysely<Database>,
  { batchId, stack, component }: InstanceName & { readonly batchId: number },
  outcome: 'succeeded' | 'failed',
): Promise<string | undefined> {
  const settled = await trx
    .updateTable('drift_remediations')
    .set({ outcome })
    .where('batch_id', '=', batchId)
    .where('stack', '=', stack)
    .where('component', '=', component)
    .where('outcome', '=', 'running')
    .returning('cause')
    .executeTakeFirst();
  return settled?.cause;
}

/** The drift that it was for has come back. Returns whether this is new. */
export async function noteReturned(
  trx: Kysely<Database>,
  { workspaceId, repositoryId }: DriftPlace,
  { stack, component, rule }: InstanceName & { readonly rule: string },
): Promise<boolean> {
  const noted = await trx
    .updateTable('drift_remediations')
    .set({ outcome: 'returned' })
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('stack', '=', stack)
    .where('component', '=', component)
    .where('rule', '=', rule)
    .where('outcome', '=', 'succeeded')
    .executeTakeFirst();
  return noted.numUpdatedRows > 0n;
}

/** Pairs of a repository and one of these rules where nothing is started any more. */
export async function countStopped(db: Kysely<Database>, rules: readonly string[]): Promise<number> {
  if (rules.length === 0) return 0;
  const rows = await db
    .selectFrom('drift_remediations')
    .select(['workspace_id', 'repository_id', 'rule'])
    .distinct()
    .where('rule', 'in', rules)
    .where('outcome', 'in', ['failed', 'returned'])
    .execute();
  return rows.length;
}
