/** Of the advisory lock that every appending transaction shares; any number that nobody else takes in this database. */
const appendLock = 5_216_694_956;
/** How long a sealer waits for those transactions, in milliseconds; whoever appends next waits with it. */
const awaitAppendsMs = 250;

/** Everything in which the two engines differ for us. No other file holds raw SQL of one engine. */
import {
  type ColumnDefinitionBuilder,
  type Kysely,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import type { Database } from './schema.ts';

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** The database's clock at the moment the expression runs, not at the start of the transaction. */
  readonly now: RawBuilder<number>;
  /** Type of a millisecond time or an id. */
  readonly bigint: 'integer' | 'bigint';
  /** Makes a column the table's own growing key. */
  identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /**
   * A query of one row, with one column `entered`, that an insert into the audit reads from first: until its transaction ends
   * `awaitAppends` waits for it. Without it ids of transactions that overlap would become visible out of order.
   */
  readonly enterAppend: RawBuilder<{ entered: unknown }>;
  /** Inside a transaction: nobody appends from here to its end. Rejects when those who do now take long. */
  awaitAppends(trx: Kysely<Database>): Promise<void>;
  /** Statements that make a table append-only: any change to a row is an error of the database. */
  refuseChanges(table: string): readonly RawBuilder<unknown>[];
  /** Locks the rows that a query inside a transaction selects, in its order, until the transaction ends. */
  lockRows<Tables, Table extends keyof Tables, Row>(
    query: SelectQueryBuilder<Tables, Table, Row>,
  ): SelectQueryBuilder<Tables, Table, Row>;
  /** A text column that is compared and sorted by its bytes. */
  byteOrder(column: string): RawBuilder<string>;
  /** Whether a text column begins with `prefix`, character by character. */
  startsWith(column: string, prefix: string): RawBuilder<SqlBool>;
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  bigint: 'integer',
  enterAppend: sql<{ entered: unknown }>`(select 1 as entered)`,
  // The transaction has the whole database to itself.
  awaitAppends: async () => {},
  // Without autoincrement SQLite would hand out the id of a deleted last row again.
  identity: (column) => column.primaryKey().autoIncrement(),
  refuseChanges: (table) =>
    ['update', 'delete'].map(
      (verb) => sql`
        create trigger ${sql.ref(`${table}_no_${verb}`)} before ${sql.raw(verb)} on ${sql.table(table)}
        begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`,
    ),
  // The transaction has the whole database to itself from its first statement.
  lockRows: (query) => query,
  byteOrder: (column) => sql<string>`${sql.ref(column)}`,
  startsWith: (column, prefix) => sql<SqlBool>`instr(${sql.ref(column)}, ${prefix}) = 1`,
};

export const postgresDialect: Dialect = {
  name: 'postgres',
  now: sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  bigint: 'bigint',
  enterAppend: sql<{
    entered: unknown;
  }>`(select pg_advisory_xact_lock_shared(${sql.lit(appendLock)}) as entered)`,
  awaitAppends: async (trx) => {
    await sql`select set_config('lock_timeout', ${String(awaitAppendsMs)}, true)`.execute(trx);
    await sql`select pg_advisory_xact_lock(${sql.lit(appendLock)})`.execute(trx);
  },
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
  lockRows: (query) => query.forUpdate(),
  byteOrder: (column) => sql<string>`${sql.ref(column)} collate "C"`,
  startsWith: (column, prefix) => sql<SqlBool>`starts_with(${sql.ref(column)}, ${prefix})`,
};
