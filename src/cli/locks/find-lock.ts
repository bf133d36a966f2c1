/** Finds a lock by id or by key, with the state of the run that holds it. */
import { ActionError } from '../../base/errors.ts';
import { readLockKey } from '../../domain/locks/lock-key.ts';
import type { LockEntry } from './lock-entry.ts';
import type { AdminLockServer } from './lock-server.ts';

/** Ids have no slash. */
function isKey(name: string): boolean {
  return name.includes('/');
}

function pathOf(key: string): string | undefined {
  const parsed = readLockKey(key);
  return parsed.status === 'ok' ? parsed.value.path : undefined;
}

async function findId(text: string, server: AdminLockServer): Promise<string> {
  const parsed = readLockKey(text);
  if (parsed.status === 'refused') {
    throw new ActionError('INPUT_INVALID', `Invalid lock key ${JSON.stringify(text)}.`, {
      hint: 'Use owner/repo/stack/component or the id of the lock. `atmos-pro locks list` shows both.',
    });
  }
  const { repository, path } = parsed.value;
  // Locks are in byte order: of all that start with the path, the path itself comes first.
  for await (const { id, key } of server.list({ repository, prefix: path }, 1)) {
    if (pathOf(key) === path) return id;
    break;
  }
  throw new ActionError('REMOTE_REFUSED', `Lock not found: ${text} was never locked.`, {
    hint: 'Run `atmos-pro locks list` to see the held locks. Stack and component are case-sensitive.',
  });
}

/** Throws INPUT_INVALID for an invalid key, REMOTE_REFUSED if the lock does not exist. */
export async function findLock(name: string, server: AdminLockServer): Promise<LockEntry> {
  return server.show(isKey(name) ? await findId(name, server) : name);
}
