/** Finds the lock that a person means, by id or by key, and asks how its holder's run goes. */
import { ActionError } from '../../base/errors.ts';
import { readLockKey } from '../../domain/locks/lock-key.ts';
import type { LockEntry } from './lock-entry.ts';
import type { LockServer } from './lock-server.ts';

/** Whether `name` is a key; ids hold no slash. */
function isKey(name: string): boolean {
  return name.includes('/');
}

function pathOf(key: string): string | undefined {
  const parsed = readLockKey(key);
  return parsed.status === 'ok' ? parsed.value.path : undefined;
}

async function findId(text: string, server: LockServer): Promise<string> {
  const parsed = readLockKey(text);
  if (parsed.status === 'refused') {
    throw new ActionError('INPUT_INVALID', `${JSON.stringify(text)} is not the key of a lock.`, {
      hint: 'A key is owner/repo/stack/component; `atmos-pro locks list` shows them. An id does as well.',
    });
  }
  const { repository, path } = parsed.value;
  // In the order of bytes nothing that begins with the path comes before the path itself.
  for await (const { id, key } of server.list({ repository, prefix: path }, 1)) {
    if (pathOf(key) === path) return id;
    break;
  }
  throw new ActionError('REMOTE_REFUSED', `Lock not found: nothing was ever locked under ${text}.`, {
    hint: '`atmos-pro locks list` shows what is held. Stack and component are compared letter by letter.',
  });
}

/** Throws INPUT_INVALID for what cannot be a key, REMOTE_REFUSED when there is no such lock. */
export async function findLock(name: string, server: LockServer): Promise<LockEntry> {
  return server.show(isKey(name) ? await findId(name, server) : name);
}
