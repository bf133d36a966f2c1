/** Puts a backup in the place of the SQLite database. The place changes in one step, when the copy is ready to serve from. */
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ActionError } from '../../base/errors.ts';
import { openMigratedDatabase } from '../../server/database/open.ts';
import { checkDatabaseFile, closeDatabaseFile, syncFile } from '../../server/database/sqlite-file.ts';
import { type Restored, recordRestore } from './record-restore.ts';

/** Throws INPUT_INVALID for a database with data, and while another process uses it. */
function clearPlace(path: string, force: boolean): string | undefined {
  if (!existsSync(path)) return undefined;
  closeDatabaseFile(path);
  if (statSync(path).size === 0) return undefined;
  if (!force)
    throw new ActionError('INPUT_INVALID', `The database ${path} exists and was not changed.`, {
      hint: 'Set --force to replace it. It is kept under another name.',
    });
  return `${path}.before-restore-${Date.now()}`;
}

/** The copy, migrated and marked, in one file. */
async function prepare(file: string, draft: string): Promise<Restored> {
  copyFileSync(file, draft, constants.COPYFILE_EXCL);
  chmodSync(draft, 0o600);
  const database = await openMigratedDatabase({ kind: 'sqlite', path: draft });
  let restored: Restored;
  try {
    restored = await recordRestore(database);
  } finally {
    await database.db.destroy();
  }
  closeDatabaseFile(draft);
  syncFile(draft);
  return restored;
}

export async function restoreFile(file: string, path: string, force: boolean): Promise<Restored> {
  checkDatabaseFile(file);
  const kept = clearPlace(path, force);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.restoring`;
  try {
    const restored = await prepare(file, draft);
    if (kept !== undefined) renameSync(path, kept);
    renameSync(draft, path);
    syncFile(path);
    return { ...restored, kept };
  } catch (cause) {
    if (cause instanceof ActionError) throw cause;
    throw new ActionError('INPUT_FILE_UNUSABLE', `Cannot restore ${file} to ${path}.`, { cause });
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true });
  }
}
