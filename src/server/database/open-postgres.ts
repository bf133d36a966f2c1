/** Opens PostgreSQL: READ COMMITTED, bounded waits, 64-bit integers as numbers. */
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Database } from './schema.ts';

/** Connections per server process. */
const poolSize = 10;
/** Longest wait for a connection, in milliseconds. */
const connectTimeoutMs = 5_000;
/** Longest statement, in milliseconds: an answer has to leave within the client's 30 s. */
const statementTimeoutMs = 10_000;
/** Object id of int8; every one in this schema is below 2^53. */
const int8 = 20;

export interface OpenPostgresOptions {
  /** Called when an idle connection breaks; the pool replaces it. */
  onIdleError?(error: Error): void;
}

/** `url` holds a password and goes nowhere but to the driver. Connects on first use. */
export function openPostgres(url: string, options: OpenPostgresOptions = {}): Kysely<Database> {
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    // The driver's own limit too: a database that vanished without a reset never answers.
    query_timeout: statementTimeoutMs + 2_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    application_name: 'atmos-pro',
    options: '-c default_transaction_isolation=read\\ committed',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : types.getTypeParser(oid, format === 'binary' ? 'text' : format),
    },
  });
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  // So would one that breaks between two statements of a transaction, which the pool does not watch: the next statement
  // fails with the reason.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
