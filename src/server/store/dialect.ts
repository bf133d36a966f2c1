/** Everything in which the two engines differ for us. No other file holds raw SQL of one engine. */
import { type ColumnDefinitionBuilder, type RawBuilder, sql } from 'kysely';

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** The database's clock at the moment the expression runs, not at the start of the transaction. */
  readonly now: RawBuilder<number>;
  /** Type of a millisecond time or an id. */
  readonly bigint: 'integer' | 'bigint';
  /** Makes a column the table's own growing key. */
  identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /** Statements that make a table append-only: any change to a row is an error of the database. */
  refuseChanges(table: string): readonly RawBuilder<unknown>[];
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  bigint: 'integer',
  // Without autoincrement SQLite would hand out the id of a deleted last row again.
  identity: (column) => column.primaryKey().autoIncrement(),
  refuseChanges: (table) =>
    ['update', 'delete'].map(
      (verb) => sql`
        create trigger ${sql.ref(`${table}_no_${verb}`)} before ${sql.raw(verb)} on ${sql.table(table)}
        begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`,
    ),
};

export const postgresDialect: Dialect = {
  name: 'postgres',
  now: sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  bigint: 'bigint',
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
};
