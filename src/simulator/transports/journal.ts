/** The requests so far, in order: caller, route and outcome, without secrets. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../base/ports.ts';
import { looksLikeJwt, readCredentials } from '../world/credentials.ts';

interface JournalEntry {
  /** Counts from 1. */
  readonly number: number;
  /** The world's time when it came, with milliseconds. */
  readonly at: string;
  readonly method: string;
  /** As the client wrote it, with any non-default port. */
  readonly host: string;
  /** Path and query. Credentials are replaced by their hash. */
  readonly path: string;
  /** GitHub's operationId, `graphql`, `graphql/<mutation>`, `git/…`, `oidc/…`, or `unknown`. */
  readonly route: string;
  /** `anonymous`, or the kind of credential and its hash: `token:1a2b3c4d5e6f`, `jwt:…`. */
  readonly who: string;
  /** `undefined` while the request is in progress, and if the connection was cut. */
  readonly status: number | undefined;
  /** Kinds of the faults that were applied to it. */
  readonly faults: readonly string[];
}

export interface Journal {
  /** Oldest first. `route` is an id, or its part before a slash. */
  entries(filter?: {
    readonly route?: string | undefined;
    readonly who?: string | undefined;
  }): readonly JournalEntry[];
  /** Records a request. The returned function records the outcome. */
  begin(
    entry: Pick<JournalEntry, 'method' | 'host' | 'path' | 'route' | 'who'>,
  ): (outcome: Pick<JournalEntry, 'status' | 'faults'>) => void;
  clear(): void;
}

/** Most entries. The oldest are dropped first. */
const maxEntries = 50_000;
const hashCharacters = 12;
const secretLike = /\b(?:gh[a-z]_[\w.-]+|github_pat_\w+|eyJ[\w-]+\.[\w.-]+)/g;

/** How a token appears in the journal: the first 12 hex digits of its SHA-256. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, hashCharacters);
}

/** The caller behind an `Authorization` header, as the journal shows it. */
export function describeCaller(authorization: string | undefined): string {
  const secret = readCredentials(authorization);
  if (secret === undefined) return 'anonymous';
  return `${looksLikeJwt(secret) ? 'jwt' : 'token'}:${hashToken(secret)}`;
}

export function createJournal(clock: Pick<Clock, 'now'>): Journal {
  let list: JournalEntry[] = [];
  let count = 0;

  function begin(entry: Pick<JournalEntry, 'method' | 'host' | 'path' | 'route' | 'who'>) {
    count += 1;
    const path = entry.path.replace(secretLike, (secret) => `[${hashToken(secret)}]`);
    let current: JournalEntry = {
      number: count,
      at: new Date(clock.now()).toISOString(),
      ...entry,
      path,
      status: undefined,
      faults: [],
    };
    list.push(current);
    if (list.length > maxEntries) list = list.slice(-maxEntries / 2);
    return (outcome: Pick<JournalEntry, 'status' | 'faults'>): void => {
      const index = list.lastIndexOf(current);
      current = { ...current, ...outcome };
      if (index >= 0) list[index] = current;
    };
  }

  function entries(
    filter: { route?: string | undefined; who?: string | undefined } = {},
  ): readonly JournalEntry[] {
    return list.filter(
      (entry) =>
        (filter.route === undefined || `${entry.route}/`.startsWith(`${filter.route}/`)) &&
        (filter.who === undefined || entry.who === filter.who),
    );
  }

  return {
    entries,
    begin,
    clear: () => {
      list = [];
    },
  };
}
