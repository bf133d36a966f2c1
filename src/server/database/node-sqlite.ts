/** Kysely's SQLite dialect on `node:sqlite`, with transactions that take the write lock first. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import { LRUCache } from 'lru-cache';

/** Most prepared statements that are kept: the server has about 300, most of them used all the time. */
const maxStatements = 500;

type PreparedStatement = ReturnType<SqliteDatabase['prepare']>;

function adaptStatement(statement: StatementSync): PreparedStatement {
  // Kysely passes what the queries hold: text, numbers and null.
  const bind = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bind(parameters)),
    run: (parameters) => statement.run(...bind(parameters)),
    iterate: (parameters) => statement.iterate(...bind(parameters)),
  };
}

function adapt(database: DatabaseSync): SqliteDatabase {
  const statements = new LRUCache<string, PreparedStatement>({ max: maxStatements });
  function prepare(text: string): PreparedStatement {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const prepared = adaptStatement(database.prepare(text));
    statements.set(text, prepared);
    return prepared;
  }
  return {
    close: () => database.close(),
    prepare,
  };
}

/** How long a statement waits for another connection's write, in milliseconds. */
const busyTimeoutMs = 5_000;
/** Longest pause between two attempts, in milliseconds. */
const maxBusyPauseMs = 20;
/** Primary result code SQLITE_BUSY, https://sqlite.org/rescode.html#busy. Extended codes carry it in their low byte. */
const busyCode = 5;

function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === busyCode
  );
}

/**
 * Waits while another connection writes, without blocking the process: SQLite's own busy timeout sleeps on the only thread, so
 * two servers in one process would wait for each other. A statement that finds the database busy has done nothing, so it may be repeated.
 */
class WaitingConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection;

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const started = performance.now();
    for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, maxBusyPauseMs)) {
      try {
        return await this.#connection.executeQuery<Row>(query);
      } catch (error) {
        if (!isBusy(error) || performance.now() - started >= busyTimeoutMs) throw error;
      }
      await setTimeout(pauseMs);
    }
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.#connection.streamQuery(query, chunkSize);
  }
}

class ImmediateDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    return new WaitingConnection(await super.acquireConnection());
  }

  /** A plain `begin` that turns into a write later fails at once when another process writes, without waiting. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite can: so migrations of two processes run one after the other, each all or none. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: DatabaseSync) {
    const adapted = adapt(database);
    super({ database: adapted });
    this.#database = adapted;
  }

  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#database });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
