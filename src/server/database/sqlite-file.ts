/** Copies, checks and takes out of use the file of the embedded database. Nothing here changes what the server sees. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ActionError, systemErrorCode } from '../../base/errors.ts';
import { knownSteps } from './migrate.ts';

/** How long a copy waits for another process, in milliseconds. */
const copyTimeoutMs = 5_000;
/** How long a server has to close the file after its end, in milliseconds. */
const releaseTimeoutMs = 1_000;

export interface DatabaseFileFacts {
  /** Steps of the schema that it has, in order. */
  readonly steps: readonly string[];
  readonly auditEntries: number;
  /** 0 without entries. */
  readonly lastAuditId: number;
}

function damaged(path: string, problem: string, cause?: unknown): ActionError {
  return new ActionError('INPUT_FILE_UNUSABLE', `${path} ${problem}.`, {
    hint: 'Use another backup.',
    cause,
  });
}

function readNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function inspect(database: DatabaseSync, path: string): DatabaseFileFacts {
  const integrity = database.prepare('pragma integrity_check(1)').get()?.['integrity_check'];
  if (integrity !== 'ok') throw damaged(path, `is damaged: ${String(integrity)}`);
  if (database.prepare('pragma foreign_key_check').get() !== undefined)
    throw damaged(path, 'is damaged: rows refer to rows that do not exist');
  const tables = database.prepare("select name from sqlite_master where name = 'kysely_migration'").get();
  if (tables === undefined) throw damaged(path, 'is not a database of this server');
  const steps = database
    .prepare('select name from kysely_migration order by name')
    .all()
    .map(({ name }) => String(name));
  const unknown = steps.filter((name) => !knownSteps.includes(name));
  if (unknown.length > 0)
    throw new ActionError('INPUT_FILE_UNUSABLE', `${path} is from a newer version (${unknown.join(', ')}).`, {
      hint: 'Use the version that wrote it, or a newer one.',
    });
  const audit = database.prepare('select count(*) as entries, max(id) as last from audit_entries').get();
  return { steps, auditEntries: readNumber(audit?.['entries']), lastAuditId: readNumber(audit?.['last']) };
}

/** Throws INPUT_FILE_UNUSABLE for a file that is damaged, foreign or from a newer version. Changes nothing. */
export function checkDatabaseFile(path: string): DatabaseFileFacts {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    return inspect(database, path);
  } catch (cause) {
    if (cause instanceof ActionError) throw cause;
    throw damaged(path, 'is not a readable SQLite database', cause);
  } finally {
    database?.close();
  }
}

/** Until the power can fail. Also the folder, so that the name is as durable as the content. */
export function syncFile(path: string): void {
  for (const one of [path, dirname(path)]) {
    const descriptor = openSync(one, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

function reserve(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    const exists = systemErrorCode(cause) === 'EEXIST';
    throw new ActionError(
      'INPUT_FILE_UNUSABLE',
      exists ? `${path} already exists and was not changed.` : `Cannot write ${path}.`,
      {
        hint: exists ? 'Choose another file name, or remove the file.' : undefined,
        cause: exists ? undefined : cause,
      },
    );
  }
}

/**
 * Writes a consistent copy of a database that may be in use: what was committed when the copy began is in it, nothing later. Readable by
 * this user alone. `target` appears when the copy is complete and checked, and no file is replaced.
 */
export function copyDatabaseFile(source: string, target: string): DatabaseFileFacts {
  if (!existsSync(source))
    throw new ActionError('INPUT_FILE_UNUSABLE', `The database ${source} does not exist.`, {
      hint: 'Check `database.path` in the configuration. The server creates the database when it starts.',
    });
  const partial = `${target}.partial`;
  if (existsSync(target)) reserve(target);
  reserve(partial);
  try {
    const database = new DatabaseSync(source, { readOnly: true, timeout: copyTimeoutMs });
    try {
      // One read transaction: writers continue meanwhile, and cannot make it start again, as they can with SQLite's backup API.
      database.prepare('vacuum into ?').run(partial);
    } finally {
      database.close();
    }
    const facts = checkDatabaseFile(partial);
    syncFile(partial);
    linkSync(partial, target);
    syncFile(target);
    return facts;
  } catch (cause) {
    if (cause instanceof ActionError) throw cause;
    throw new ActionError('INPUT_FILE_UNUSABLE', `Cannot copy ${source} to ${target}.`, {
      hint: 'Check the free space and that the target is on a file system with hard links.',
      cause,
    });
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Moves everything into the one file. Throws INPUT_INVALID while another process has the database open. */
export function closeDatabaseFile(path: string): void {
  const database = new DatabaseSync(path, { timeout: releaseTimeoutMs });
  try {
    // SQLite leaves the write-ahead log only if no other connection is open.
    database.exec('pragma journal_mode = delete');
  } catch (cause) {
    throw new ActionError('INPUT_INVALID', `Another process uses the database ${path}.`, {
      hint: 'Stop the server first, then retry.',
      cause,
    });
  } finally {
    database.close();
  }
}
