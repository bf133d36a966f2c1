/** `atmos-pro locks list`: a table, or one JSON object per line. */
import type { ConnectionOptions } from '../admin/connection.ts';
import type { LockEntry } from './lock-entry.ts';
import type { LockQuery } from './lock-server.ts';
import { openAdminLockServer } from './open-server.ts';
import { renderLocks } from './render.ts';

export interface ListLocksOptions extends ConnectionOptions {
  readonly format: 'text' | 'json';
  readonly state: 'held' | 'free' | 'all';
  readonly prefix?: string | undefined;
  readonly repository?: string | undefined;
}

export async function listLocks(options: ListLocksOptions): Promise<void> {
  const { format, state, prefix, repository } = options;
  const query: LockQuery = { prefix, repository, state: state === 'all' ? undefined : state };
  const locks: LockEntry[] = [];
  for await (const lock of openAdminLockServer(options).list(query)) {
    if (format === 'json') process.stdout.write(`${JSON.stringify(lock.data)}\n`);
    else locks.push(lock);
  }
  if (format === 'json') return;
  // Standard output is for locks only.
  if (locks.length === 0) process.stderr.write('No locks.\n');
  else process.stdout.write(`${renderLocks(locks)}\n`);
}
