/** Opens the embedded database: durable over power cuts, one writer, readable by its owner alone. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { ActionError } from '../../base/errors.ts';
import { NodeSqliteDialect } from './node-sqlite.ts';
import type { Database } from './schema.ts';

/** How long opening waits for another process that opens the same file, in milliseconds. */
const openTimeoutMs = 5_000;

export interface OpenSqliteOptions {
  /** Leaves the mode of an existing file as it is. */
  readonly keepMode?: boolean | undefined;
}

function prepareFile(path: string, { keepMode = false }: OpenSqliteOptions): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  // It holds the keys that sign sessions. SQLite gives its side files the mode of this one.
  if (!keepMode) chmodSync(path, 0o600);
}

/** `path` may be `:memory:`. Rejects nothing later that it could find now: the file is opened here. */
export function openSqlite(path: string, options: OpenSqliteOptions = {}): Kysely<Database> {
  try {
    if (path !== ':memory:') prepareFile(path, options);
    const database = new DatabaseSync(path, { timeout: openTimeoutMs, enableForeignKeyConstraints: true });
    const mode = database.prepare('pragma journal_mode = wal').get()?.['journal_mode'];
    if (path !== ':memory:' && mode !== 'wal') {
      throw new Error(`the file system offers no write-ahead log (journal mode ${String(mode)})`);
    }
    // NORMAL loses acknowledged writes in a power cut. Recursive triggers: REPLACE must not slip past append-only.
    database.exec('pragma synchronous = full; pragma recursive_triggers = on; pragma trusted_schema = off');
    // From here on the connection waits itself, see node-sqlite.ts.
    database.exec('pragma busy_timeout = 0');
    return new Kysely<Database>({ dialect: new NodeSqliteDialect(database) });
  } catch (error) {
    throw new ActionError('REMOTE_STORE', `The database file ${path} could not be opened.`, {
      hint: 'Put it on a local disk, in a folder that the server can write to.',
      cause: error,
    });
  }
}
