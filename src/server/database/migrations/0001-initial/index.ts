/** The first schema, a module for each feature. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../dialect.ts';
import { createAuditPrunes } from './audit-prunes.ts';
import { createAuditSeals } from './audit-seals.ts';
import { createBaseTables } from './base.ts';
import { createCommitTables } from './commits.ts';
import { createLockQueue } from './lock-queue.ts';
import { createLockTables } from './locks.ts';
import { createReadiness } from './readiness.ts';
import { createUploads } from './uploads.ts';
import { createWebhooks } from './webhooks.ts';
import { createWork } from './work.ts';

export async function createInitialSchema(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createBaseTables(db, dialect);
  await createAuditSeals(db, dialect);
  await createAuditPrunes(db, dialect);
  await createWork(db, dialect);
  await createLockTables(db, dialect);
  await createLockQueue(db, dialect);
  await createUploads(db, dialect);
  await createCommitTables(db, dialect);
  await createWebhooks(db, dialect);
  await createReadiness(db, dialect);
}
