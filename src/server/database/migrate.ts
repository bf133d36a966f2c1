/** Brings a database to the current schema; several servers may do it at once. */
import type { Kysely } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type MigrationResult, Migrator } from 'kysely';
import { ActionError } from '../../base/errors.ts';
import type { Dialect } from './dialect.ts';
import { describeOutage } from './failures.ts';
import { createInitialSchema } from './migrations/0001-initial/index.ts';
import { createDeploymentSchema } from './migrations/0002-deployments/index.ts';
import { addLockConfirmation } from './migrations/0003-lock-confirmation.ts';
import { createSessionCountTable } from './migrations/0004-session-counts.ts';
import { createRestoreTable } from './migrations/0005-restores.ts';
import { addBatchSets } from './migrations/0006-batch-sets.ts';
import { addAdminListIndexes } from './migrations/0007-admin-lists.ts';
import { createMergeGroupTable } from './migrations/0008-merge-groups.ts';
import { addQuietDetails } from './migrations/0010-quiet-details.ts';
import { createBackfillMarkTable } from './migrations/0011-backfill-marks.ts';
import { createDriftTables } from './migrations/0012-drift.ts';
import { createPlanReportTables } from './migrations/0013-plan-reports.ts';
import { createWebSessionTables } from './migrations/0014-web-sessions.ts';
import { addPullHeadRepository } from './migrations/0016-pull-head-repository.ts';
import { addOwnerErrors } from './migrations/0017-owner-errors.ts';
import { createDriftIssueTables } from './migrations/0018-drift-issues.ts';
import { addRunListIndexes } from './migrations/0019-run-list.ts';
import { createReplicaTable } from './migrations/0020-replicas.ts';
import { addDeliveryShares } from './migrations/0021-delivery-shares.ts';
import { addListIndexes } from './migrations/0022-list-indexes.ts';
import { createSealedTokenTable } from './migrations/0023-sealed-tokens.ts';
import { addSessionEnds } from './migrations/0024-session-ends.ts';
import { createGroupPullTable } from './migrations/0025-group-pulls.ts';
import { createHealthTables } from './migrations/0026-health-samples.ts';

/** Every change of the schema, in order. A step that has been released is never edited. */
const steps: Readonly<Record<string, (db: Kysely<unknown>, dialect: Dialect) => Promise<void>>> = {
  '0001-initial': createInitialSchema,
  '0002-deployments': createDeploymentSchema,
  '0003-lock-confirmation': addLockConfirmation,
  '0004-session-counts': createSessionCountTable,
  '0005-restores': createRestoreTable,
  '0006-batch-sets': addBatchSets,
  '0007-admin-lists': addAdminListIndexes,
  '0008-merge-groups': createMergeGroupTable,
  '0010-quiet-details': addQuietDetails,
  '0011-backfill-marks': createBackfillMarkTable,
  '0012-drift': createDriftTables,
  '0013-plan-reports': createPlanReportTables,
  '0014-web-sessions': createWebSessionTables,
  '0016-pull-head-repository': addPullHeadRepository,
  '0017-owner-errors': addOwnerErrors,
  '0018-drift-issues': createDriftIssueTables,
  '0019-run-list': addRunListIndexes,
  '0020-replicas': createReplicaTable,
  '0021-delivery-shares': addDeliveryShares,
  '0022-list-indexes': addListIndexes,
  '0023-sealed-tokens': createSealedTokenTable,
  '0024-session-ends': addSessionEnds,
  '0025-group-pulls': createGroupPullTable,
  '0026-health-samples': createHealthTables,
};

/** Names of the steps, in order. */
export const knownSteps: readonly string[] = Object.keys(steps);

function createMigrator<Tables>(db: Kysely<Tables>, dialect: Dialect): Migrator {
  const migrations = Object.entries(steps).map(([name, up]) => [
    name,
    { up: (target: Kysely<unknown>) => up(target, dialect) },
  ]);
  return new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(migrations) } });
}

/** Names of steps that the database lacks, and of steps in it that this version does not know. Changes nothing. */
export async function compareSchema<Tables>(
  db: Kysely<Tables>,
  dialect: Dialect,
): Promise<{ readonly pending: readonly string[]; readonly unknown: readonly string[] }> {
  const known = await createMigrator(db, dialect).getMigrations();
  const pending = known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  if (pending.length === known.length) return { pending, unknown: [] };
  // The migrator's own table is not in the schema.
  const applied = await (db as unknown as Kysely<Record<typeof DEFAULT_MIGRATION_TABLE, { name: string }>>)
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select('name')
    .execute();
  return { pending, unknown: applied.map(({ name }) => name).filter((name) => !(name in steps)) };
}

/** Names of the steps that were applied now, in order; empty when the schema was current. All or none. */
export async function migrateDatabase<Tables>(
  db: Kysely<Tables>,
  dialect: Dialect,
): Promise<readonly string[]> {
  const { error, results } = await createMigrator(db, dialect).migrateToLatest();
  if (error !== undefined) {
    // Nothing was tried when the database was not reached.
    const outage = results === undefined ? describeOutage(error) : undefined;
    if (outage !== undefined) throw outage;
    const failed = results?.find((result: MigrationResult) => result.status === 'Error')?.migrationName;
    throw new ActionError(
      'REMOTE_STORE',
      `The database could not be brought to the current schema${failed === undefined ? '' : ` (step ${failed})`}.`,
      {
        hint: 'Check the database’s log, and that its role may create tables; a role that only serves needs `atmos-pro migrate` by the owner first. A database that a newer version has migrated cannot be opened by an older one.',
        cause: error,
      },
    );
  }
  return (results ?? []).map((result) => result.migrationName);
}
