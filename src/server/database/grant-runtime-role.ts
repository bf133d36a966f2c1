/**
 * Lets a PostgreSQL role serve and nothing more: it can append to the audit, and neither change nor remove anything in it. The owner
 * of the tables grants; migrations and prunings stay the owner's.
 */
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE, type Kysely, sql } from 'kysely';
import { ActionError } from '../../base/errors.ts';
import type { Database } from './schema.ts';

/** Tables in which the role may do less than read, insert, update and delete. */
const limited: Readonly<Record<string, string>> = {
  audit_entries: 'select, insert',
  audit_seals: 'select, insert',
  audit_prunes: 'select',
  restores: 'select',
  [DEFAULT_MIGRATION_TABLE]: 'select',
  [DEFAULT_MIGRATION_LOCK_TABLE]: 'select',
};

/** Why granting to `role` would protect nothing; `undefined` when it does. */
async function findObjection(db: Kysely<Database>, role: string): Promise<string | undefined> {
  const { rows } = await sql<{ mighty: boolean; owner: boolean }>`
    select rolsuper as mighty, exists (
      select 1 from pg_class where oid in ('audit_entries'::regclass, 'audit_seals'::regclass, 'audit_prunes'::regclass)
        and pg_has_role(rolname, relowner, 'member')) as owner
    from pg_roles where rolname = ${role}`.execute(db);
  const [found] = rows;
  if (found === undefined) return 'does not exist';
  if (found.mighty) return 'is a superuser, which no privilege restricts';
  return found.owner ? 'owns the audit tables, or is a member of the role that does' : undefined;
}

/** Names of the tables it may use, after. @throws ActionError `INPUT_INVALID` when the role is none or may do anything already. */
export async function grantRuntimeRole(db: Kysely<Database>, role: string): Promise<readonly string[]> {
  const objection = await findObjection(db, role);
  if (objection !== undefined) {
    throw new ActionError('INPUT_INVALID', `The role ${JSON.stringify(role)} ${objection}.`, {
      hint: 'Create one that can only log in: create role atmos_pro_server login password ….',
    });
  }
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ name: string; schema: string }>`
      select tablename as name, schemaname as schema from pg_tables where schemaname = current_schema() order by 1`.execute(
      trx,
    );
    const to = sql.id(role);
    for (const { name, schema } of rows) {
      const table = sql.id(schema, name);
      const privileges = sql.raw(limited[name] ?? 'select, insert, update, delete');
      await sql`revoke all on ${table} from ${to}, public`.execute(trx);
      await sql`grant ${privileges} on ${table} to ${to}`.execute(trx);
    }
    const schema = rows[0]?.schema ?? 'public';
    await sql`grant usage on schema ${sql.id(schema)} to ${to}`.execute(trx);
    return rows.map(({ name }) => name);
  });
}
