/** The server's locks as an admin reaches them: one request per call, every refusal an `ActionError`. */
import { type Operation, readAnswer } from '../../api/answer.ts';
import { joinUrl } from '../../api/url.ts';
import { ActionError } from '../../errors.ts';
import type { Fetch, HttpRequest } from '../../ports.ts';
import { version } from '../../version.ts';
import type { Connection } from './connection.ts';
import { type LockEntry, readLockEntry } from './lock-entry.ts';

export interface LockQuery {
  /** Start of `stack/component`. */
  readonly prefix?: string | undefined;
  readonly state?: 'held' | 'free' | undefined;
  /** `owner/name` */
  readonly repository?: string | undefined;
}

export interface LockServer {
  /** All pages, in the server's order. */
  list(query: LockQuery, pageSize?: number): AsyncGenerator<LockEntry>;
  /** With the state of the holder's run. */
  show(id: string): Promise<LockEntry>;
  /** Ends this grant, never a later one of its key. */
  forceRelease(id: string, reason: string): Promise<LockEntry>;
}

/** Whole exchange, in milliseconds: the server may ask GitHub meanwhile. */
const timeoutMs = 30_000;
/** Locks of one answer. */
const defaultPageSize = 100;
/** A server that never comes to an end is broken. */
const maxPages = 10_000;
const endpoint = 'api/v1';

const tokenHint =
  'Check ATMOS_PRO_ADMIN_TOKEN against `admin_tokens` of the server’s configuration, and that the server was started with it.';

function operation(name: string): Operation {
  return {
    name,
    codes: { 401: 'DENIED_ADMIN', 403: 'DENIED_ADMIN' },
    refusalCode: 'REMOTE_REFUSED',
    hints: { 401: tokenHint, 403: 'Check --workspace.', 404: '`atmos-pro locks list` shows what is held.' },
  };
}
const listing = operation('The list of locks');
const showing = operation('The look at the lock');
const releasing = operation('The forced release');

export function createLockServer(connection: Connection, ports: { readonly fetch: Fetch }): LockServer {
  const { url, workspace, token } = connection;

  async function send(
    what: Operation,
    path: string,
    more: Pick<HttpRequest, 'method' | 'body'> = { method: 'GET' },
  ): Promise<Readonly<Record<string, unknown>>> {
    const response = await ports.fetch({
      ...more,
      url: joinUrl(url, endpoint, path),
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'user-agent': `atmos-pro-cli/${version}`,
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      timeoutMs,
    });
    // The server answers a bad token as a bad session, which would puzzle a person who has none.
    if (response.status === 401) {
      throw new ActionError('DENIED_ADMIN', 'The server does not know this admin token.', {
        hint: tokenHint,
      });
    }
    return readAnswer(what, response);
  }

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
