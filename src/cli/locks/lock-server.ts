/** Sends the lock requests of an admin to a server. Every refusal is an `ActionError`. */
import { ActionError } from '../../base/errors.ts';
import type { Fetch } from '../../base/ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { AdminConnection } from '../admin/connection.ts';
import { type LockEntry, readLockEntry } from './lock-entry.ts';

export interface LockQuery {
  /** Start of `stack/component`. */
  readonly prefix?: string | undefined;
  readonly state?: 'held' | 'free' | undefined;
  /** `owner/name` */
  readonly repository?: string | undefined;
}

export interface AdminLockServer {
  /** All pages, in the order of the server. */
  list(query: LockQuery, pageSize?: number): AsyncGenerator<LockEntry>;
  /** Includes the state of the holder's run. */
  show(id: string): Promise<LockEntry>;
  /** Releases this lock, never a later one with the same key. */
  forceRelease(id: string, reason: string): Promise<LockEntry>;
}

/** Locks per response. */
const defaultPageSize = 100;
/** Guards against a server whose list never ends. */
const maxPages = 10_000;

const hints = { 404: 'Run `atmos-pro locks list` to see the held locks.' };
const listing = adminOperation('The list of locks', { hints });
const showing = adminOperation('The lock lookup', { hints });
const releasing = adminOperation('The forced release', { hints });

export function createAdminLockServer(
  connection: AdminConnection,
  ports: { readonly fetch: Fetch },
): AdminLockServer {
  const { workspace } = connection;
  const { send } = createAdminServer(connection, ports);
  return {
    async *list(query, pageSize = defaultPageSize) {
      const filters = Object.entries(query).filter(([, value]) => value !== undefined);
      const parameters = new URLSearchParams([
        ...filters,
        ['workspace', workspace],
        ['limit', `${pageSize}`],
      ]);
      for (let page = 0; page < maxPages; page += 1) {
        const { locks, next } = await send(listing, `/locks?${parameters}`);
        yield* (Array.isArray(locks) ? locks : []).map(readLockEntry);
        if (typeof next !== 'string') return;
        parameters.set('after', next);
      }
      throw new ActionError('REMOTE_MALFORMED', `The list of locks has more than ${maxPages} pages.`, {
        hint: 'Narrow it with --prefix or --repository.',
      });
    },
    show: async (id) =>
      readLockEntry(
        await send(showing, `/locks/${encodeURIComponent(id)}?${new URLSearchParams({ workspace })}`),
      ),
    async forceRelease(id, reason) {
      const body = JSON.stringify({ workspace, id, force: true, reason });
      return readLockEntry(await send(releasing, '/locks', { method: 'DELETE', body }));
    },
  };
}
