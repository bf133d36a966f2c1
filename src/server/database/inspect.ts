/** Inspects a database without changing it, for the doctor, which may run while the server does. */
import { existsSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { DatabaseConfig } from '../config/config.ts';
import { reachStore } from './failures.ts';
import { compareSchema } from './migrate.ts';
import { openDatabase } from './open.ts';
import type { Database } from './schema.ts';

export interface DatabaseInspection {
  /** A file that the server would make at its start. */
  readonly isMissing: boolean;
  /** Steps of the schema that are still to come. */
  readonly pending: readonly string[];
  /** Steps of a newer version. */
  readonly unknown: readonly string[];
  /** Whether the audit refuses changes; `undefined` while it has no entry to try that on. */
  readonly auditIsProtected: boolean | undefined;
  /** Whether this account has rights over the audit that serving does not need; never so for a file. */
  readonly mayRewriteAudit: boolean;
}

class Undo extends Error {}

/** Runs `change` in a transaction that is undone in any case. Whether the database let it happen. */
async function wouldSucceed(
  db: Kysely<Database>,
  change: (trx: Kysely<Database>) => Promise<unknown>,
): Promise<boolean> {
  try {
    await db.transaction().execute(async (trx) => {
      await change(trx);
      throw new Undo();
    });
    return true;
  } catch (error) {
    return error instanceof Undo;
  }
}

async function inspectAudit(db: Kysely<Database>): Promise<boolean | undefined> {
  const entry = await db.selectFrom('audit_entries').select(['id', 'event']).limit(1).executeTakeFirst();
  if (entry === undefined) return undefined;
  const { id, event } = entry;
  const changes = [
    (trx: Kysely<Database>) => trx.updateTable('audit_entries').set({ event }).where('id', '=', id).execute(),
    (trx: Kysely<Database>) => trx.deleteFrom('audit_entries').where('id', '=', id).execute(),
  ];
  for (const change of changes) {
    if (await wouldSucceed(db, change)) return false;
  }
  return true;
}

/** Rejects with `REMOTE_STORE` when the database does not answer. */
export async function inspectDatabase(config: DatabaseConfig): Promise<DatabaseInspection> {
  // Opening would make the file.
  if (config.kind === 'sqlite' && !existsSync(config.path))
    return {
      isMissing: true,
      pending: [],
      unknown: [],
      auditIsProtected: undefined,
      mayRewriteAudit: false,
    };
  const { db, dialect } = openDatabase(config, { keepMode: true });
  try {
    return await reachStore(async () => {
      const { pending, unknown } = await compareSchema(db, dialect);
      const isCurrent = pending.length === 0;
      const auditIsProtected = isCurrent ? await inspectAudit(db) : undefined;
      const mayRewriteAudit =
        isCurrent && dialect.name === 'postgres' && (await dialect.mayDelete(db, 'audit_entries'));
      return { isMissing: false, pending, unknown, auditIsProtected, mayRewriteAudit };
    });
  } finally {
    await db.destroy();
  }
}
