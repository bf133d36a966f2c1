/** Of the advisory lock that every appending transaction shares; any number that nothing else uses in this database. */
const appendLock = 5_216_694_956;
/** How long a sealer waits for those transactions, in milliseconds; the next append waits with it. */
const awaitAppendsMs = 250;

/** Everything in which the two engines differ for us. No other file holds raw SQL of one engine. */
import {
  type ColumnDataType,
  type ColumnDefinitionBuilder,
  type Expression,
  type Kysely,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import { minRetentionDays } from '../../domain/audit/prune.ts';
import type { Database } from './schema.ts';

/** In milliseconds. */
const minPruneAge = minRetentionDays * 24 * 60 * 60_000;

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** The database's clock at the moment the expression runs, not at the start of the transaction. */
  readonly now: RawBuilder<number>;
  /** `milliseconds` after `now`, or before it. */
  after(milliseconds: number): RawBuilder<number>;
  /** Type of a millisecond time or an id. */
  readonly bigint: 'integer' | 'bigint';
  /** Type of a column of bytes. */
  readonly bytes: ColumnDataType;
  /** Type of a text column that is compared, sorted and indexed by its bytes. */
  readonly byteText: ColumnDataType | Expression<unknown>;
  /** A table `rows` whose column `value` is each element of a JSON array: many rows in one parameter. */
  elementsOf(json: string): RawBuilder<unknown>;
  /** Makes a column the table's own growing key. */
  identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /**
   * A query of one row, with one column `entered`, that an insert into the audit reads from first: until its transaction ends
   * `awaitAppends` waits for it. Without it ids of transactions that overlap would become visible out of order.
   */
  readonly enterAppend: RawBuilder<{ entered: unknown }>;
  /** Inside a transaction: blocks appends from here to its end. Rejects if the appends under way take too long. */
  awaitAppends(trx: Kysely<Database>): Promise<void>;
  /** Statements that make a table append-only: any change to a row is an error of the database. */
  refuseChanges(table: string): readonly RawBuilder<unknown>[];
  /**
   * Statements that let an entry leave the audit once a row of `audit_prunes` covers it, and that hold such a row to a seal that
   * exists and is old enough.
   */
  readonly allowPruning: readonly RawBuilder<unknown>[];
  /** Leaves out this many ids of a table whose key is `identity`: the next row gets a later one. */
  skipIds(trx: Kysely<Database>, table: 'audit_entries', count: number): Promise<void>;
  /** Whether the role of this connection may delete from `table`, as far as privileges go. */
  mayDelete(db: Kysely<Database>, table: string): Promise<boolean>;
  /** Locks the rows that a query inside a transaction selects, in its order, until the transaction ends. */
  lockRows<Tables, Table extends keyof Tables, Row>(
    query: SelectQueryBuilder<Tables, Table, Row>,
  ): SelectQueryBuilder<Tables, Table, Row>;
  /** At the end of a query inside a transaction: locks the rows that it selects, and leaves out those that another transaction has locked. */
  readonly lockFreeRows: RawBuilder<unknown>;
  /** A text column that is compared and sorted by its bytes. */
  byteOrder(column: string): RawBuilder<string>;
  /** Whether a text column begins with `prefix`, character by character. */
  startsWith(column: string, prefix: string): RawBuilder<SqlBool>;
  /** Whether a text column holds `part` somewhere, character by character. */
  contains(column: string, part: string): RawBuilder<SqlBool>;
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  after: (milliseconds) => sql<number>`cast(unixepoch('subsec') * 1000 as integer) + ${milliseconds}`,
  bigint: 'integer',
  enterAppend: sql<{ entered: unknown }>`(select 1 as entered)`,
  // The transaction has the whole database to itself.
  awaitAppends: async () => {},
  bytes: 'blob',
  byteText: 'text',
  elementsOf: (json) => sql`json_each(${json}) as rows`,
  // Without autoincrement SQLite would hand out the id of a deleted last row again.
  identity: (column) => column.primaryKey().autoIncrement(),
  refuseChanges: (table) =>
    ['update', 'delete'].map(
      (verb) => sql`
        create trigger ${sql.ref(`${table}_no_${verb}`)} before ${sql.raw(verb)} on ${sql.table(table)}
        begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`,
    ),
  allowPruning: [
    sql`drop trigger audit_entries_no_delete`,
    sql`
      create trigger audit_entries_no_delete before delete on audit_entries
      when not exists (select 1 from audit_prunes where last_id >= old.id)
      begin select raise(abort, 'audit_entries is append-only'); end`,
    sql`
      create trigger audit_prunes_fit before insert on audit_prunes
      when not exists (
        select 1 from audit_seals where sequence = new.through_sequence and last_id = new.last_id and hash = new.hash
          and sealed_at <= cast(unixepoch('subsec') * 1000 as integer) - ${sql.lit(minPruneAge)})
      begin select raise(abort, 'audit_prunes takes only old seals'); end`,
  ],
  skipIds: async (trx, table, count) => {
    const { rows } =
      await sql`update sqlite_sequence set seq = seq + ${count} where name = ${table} returning seq`.execute(
        trx,
      );
    if (rows.length === 0)
      await sql`insert into sqlite_sequence (name, seq) values (${table}, ${count})`.execute(trx);
  },
  mayDelete: async () => true,
  // The transaction has the whole database to itself from its first statement.
  lockRows: (query) => query,
  lockFreeRows: sql``,
  byteOrder: (column) => sql<string>`${sql.ref(column)}`,
  startsWith: (column, prefix) => sql<SqlBool>`instr(${sql.ref(column)}, ${prefix}) = 1`,
  contains: (column, part) => sql<SqlBool>`instr(${sql.ref(column)}, ${part}) > 0`,
};

export const postgresDialect: Dialect = {
  name: 'postgres',
  now: sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  after: (milliseconds) =>
    sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint + ${milliseconds}::bigint`,
  bigint: 'bigint',
  enterAppend: sql<{
    entered: unknown;
  }>`(select pg_advisory_xact_lock_shared(${sql.lit(appendLock)}) as entered)`,
  awaitAppends: async (trx) => {
    await sql`select set_config('lock_timeout', ${String(awaitAppendsMs)}, true)`.execute(trx);
    await sql`select pg_advisory_xact_lock(${sql.lit(appendLock)})`.execute(trx);
  },
  bytes: 'bytea',
  byteText: sql`text collate "C"`,
  elementsOf: (json) => sql`json_array_elements(${json}::json) as rows(value)`,
  identity: (column) => column.primaryKey().generatedAlwaysAsIdentity(),
  refuseChanges: (table) => {
    const refuse = sql.ref(`${table}_refuse_change`);
    return [
      sql`create function ${refuse}() returns trigger language plpgsql as
        ${sql.lit(`begin raise exception '${table} is append-only'; end`)}`,
      sql`create trigger ${sql.ref(`${table}_no_change`)} before update or delete on ${sql.table(table)}
        for each row execute function ${refuse}()`,
      sql`create trigger ${sql.ref(`${table}_no_truncate`)} before truncate on ${sql.table(table)}
        for each statement execute function ${refuse}()`,
    ];
  },
  allowPruning: [
    sql`create or replace function audit_entries_refuse_change() returns trigger language plpgsql as ${sql.lit(`begin
      if tg_op = 'DELETE' then
        if exists (select 1 from audit_prunes where last_id >= old.id) then return old; end if;
      end if;
      raise exception 'audit_entries is append-only'; end`)}`,
    sql`create function audit_prunes_check() returns trigger language plpgsql as ${sql.lit(`begin
      if not exists (select 1 from audit_seals where sequence = new.through_sequence and last_id = new.last_id
        and hash = new.hash and sealed_at <= floor(extract(epoch from clock_timestamp()) * 1000) - ${minPruneAge})
      then raise exception 'audit_prunes takes only old seals'; end if;
      return new; end`)}`,
    sql`create trigger audit_prunes_fit before insert on audit_prunes
      for each row execute function audit_prunes_check()`,
  ],
  skipIds: async (trx, table, count) => {
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'),
      (select coalesce(max(id), 0) from ${sql.table(table)}) + ${count}::bigint)`.execute(trx);
  },
  mayDelete: async (db, table) => {
    const { may } = await db
      .selectNoFrom(sql<boolean>`has_table_privilege(${table}, 'delete')`.as('may'))
      .executeTakeFirstOrThrow();
    return may;
  },
  lockRows: (query) => query.forUpdate(),
  lockFreeRows: sql`for update skip locked`,
  byteOrder: (column) => sql<string>`${sql.ref(column)} collate "C"`,
  startsWith: (column, prefix) => sql<SqlBool>`starts_with(${sql.ref(column)}, ${prefix})`,
  contains: (column, part) => sql<SqlBool>`strpos(${sql.ref(column)}, ${part}) > 0`,
};
