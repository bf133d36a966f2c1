/** The table of web sessions, and of whom the names of the configuration meant. Times are the database's. */
import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import { reachStore } from '../database/failures.ts';
import { readJsonText } from '../database/json-text.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';

/** How long a session lives at most, and without a request, in milliseconds. */
export const webSessionLifetimeMs = 8 * 60 * 60_000;
const webSessionIdleMs = 2 * 60 * 60_000;
/** Most sessions of a person; the oldest ends when there are more. */
const maxWebSessions = 20;
/** How closely the last use is known, in milliseconds: a write for each request would be too many. */
const useStepMs = 60_000;

/** GitHub's numeric id in decimal, and the login at the sign-in. */
export interface WebPerson {
  readonly id: string;
  readonly login: string;
}

/** A page that is open asks by itself, which is not a use of the session. */
export type SessionUser = 'person' | 'page';

/** The person of a session, and where it is no longer valid. */
interface UsedSession extends WebPerson {
  /** Ids of the workspaces in which an admin has ended it. */
  readonly endedIn: readonly string[];
}

/** Every method rejects with `REMOTE_STORE` in an outage. Sessions are named by the SHA-256 of their id. */
export interface WebSessionStore {
  /** Adds a session, ends those that are too many, and appends the entry: all or nothing. */
  open(session: {
    readonly idHash: string;
    readonly person: WebPerson;
    readonly entry: AuditEntry;
  }): Promise<void>;
  /** The person of a session that has not ended; notes its use, unless a page asks by itself. */
  use(idHash: string, by: SessionUser): Promise<UsedSession | undefined>;
  /** Ends one session of the person, or all, with an entry. */
  end(which: {
    readonly personId: string;
    readonly idHash?: string | undefined;
    readonly entry: AuditEntry;
  }): Promise<void>;
  /** Ends all sessions of the person in one workspace, with an entry: they stay valid in others. */
  endIn(which: {
    readonly personId: string;
    readonly workspaceId: string;
    readonly entry: AuditEntry;
  }): Promise<void>;
  /** Number of sessions that have not ended. */
  count(personId: string): Promise<number>;
  forgetExpired(): Promise<number>;
}

export interface NameBindings {
  /** The account that the name meant first, which is `accountId` if it was not met before. */
  bind(kind: 'person' | 'organization', name: string, accountId: string): Promise<string>;
  /** Ids of persons by login in lower case. */
  readPersons(): Promise<ReadonlyMap<string, string>>;
}

async function openSession(
  trx: Kysely<Database>,
  dialect: Dialect,
  { idHash, person }: { readonly idHash: string; readonly person: WebPerson },
): Promise<void> {
  await trx
    .insertInto('web_sessions')
    .values({
      id_hash: idHash,
      person_id: person.id,
      login: person.login,
      created_at: dialect.now,
      used_at: dialect.now,
      expires_at: dialect.after(webSessionLifetimeMs),
      ended_in: null,
    })
    .execute();
  const kept = trx
    .selectFrom('web_sessions')
    .select('id_hash')
    .where('person_id', '=', person.id)
    .orderBy('created_at', 'desc')
    .orderBy('id_hash')
    .limit(maxWebSessions);
  await trx
    .deleteFrom('web_sessions')
    .where('person_id', '=', person.id)
    .where('id_hash', 'not in', kept)
    .execute();
}

export function selectLiveSessions(db: Kysely<Database>, dialect: Dialect) {
  return db
    .selectFrom('web_sessions')
    .where('expires_at', '>', dialect.now)
    .where('used_at', '>', dialect.after(-webSessionIdleMs));
}

function isIdList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}

function readEndedIn(text: string | null): readonly string[] {
  return text === null ? [] : readJsonText(text, isIdList, 'web_sessions.ended_in');
}

async function endSessionsIn(
  trx: Kysely<Database>,
  dialect: Dialect,
  { personId, workspaceId }: { readonly personId: string; readonly workspaceId: string },
): Promise<void> {
  const rows = await dialect
    .lockRows(
      trx
        .selectFrom('web_sessions')
        .select(['id_hash', 'ended_in'])
        .where('person_id', '=', personId)
        .orderBy('id_hash'),
    )
    .execute();
  for (const { id_hash: idHash, ended_in: text } of rows) {
    const endedIn = [...new Set([...readEndedIn(text), workspaceId])];
    await trx
      .updateTable('web_sessions')
      .set({ ended_in: JSON.stringify(endedIn) })
      .where('id_hash', '=', idHash)
      .execute();
  }
}

async function useSession(
  db: Kysely<Database>,
  dialect: Dialect,
  { idHash, by }: { readonly idHash: string; readonly by: SessionUser },
): Promise<UsedSession | undefined> {
  const row = await selectLiveSessions(db, dialect)
    .select(['person_id', 'login', 'used_at', 'ended_in', dialect.now.as('now')])
    .where('id_hash', '=', idHash)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (by === 'person' && row.now - row.used_at >= useStepMs)
    await db
      .updateTable('web_sessions')
      .set({ used_at: dialect.now })
      .where('id_hash', '=', idHash)
      .execute();
  return { id: row.person_id, login: row.login, endedIn: readEndedIn(row.ended_in) };
}

export function createWebSessionStore({ db, dialect }: OpenedDatabase): WebSessionStore {
  return {
    open: ({ entry, ...session }) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          await openSession(trx, dialect, session);
          await appendAuditEntry(trx, dialect, entry);
        }),
      ),
    use: (idHash, by) => reachStore(() => useSession(db, dialect, { idHash, by })),
    end: ({ personId, idHash, entry }) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          const all = trx.deleteFrom('web_sessions').where('person_id', '=', personId);
          await (idHash === undefined ? all : all.where('id_hash', '=', idHash)).execute();
          await appendAuditEntry(trx, dialect, entry);
        }),
      ),
    endIn: ({ entry, ...which }) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          await endSessionsIn(trx, dialect, which);
          await appendAuditEntry(trx, dialect, entry);
        }),
      ),
    count: (personId) =>
      reachStore(async () => {
        const { count } = await selectLiveSessions(db, dialect)
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('person_id', '=', personId)
          .executeTakeFirstOrThrow();
        return Number(count);
      }),
    forgetExpired: () =>
      reachStore(async () => {
        const { numDeletedRows } = await db
          .deleteFrom('web_sessions')
          .where((where) =>
            where.or([
              where('expires_at', '<=', dialect.now),
              where('used_at', '<=', dialect.after(-webSessionIdleMs)),
            ]),
          )
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

export function createNameBindings({ db, dialect }: OpenedDatabase): NameBindings {
  return {
    bind: (kind, name, accountId) =>
      reachStore(async () => {
        const key = { kind, name: name.toLowerCase() };
        await db
          .insertInto('name_bindings')
          .values({ ...key, account_id: accountId, bound_at: dialect.now })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const row = await db
          .selectFrom('name_bindings')
          .select('account_id')
          .where('kind', '=', kind)
          .where('name', '=', key.name)
          .executeTakeFirstOrThrow();
        return row.account_id;
      }),
    readPersons: () =>
      reachStore(async () => {
        const rows = await db
          .selectFrom('name_bindings')
          .select(['name', 'account_id'])
          .where('kind', '=', 'person')
          .execute();
        return new Map(rows.map((row) => [row.name, row.account_id]));
      }),
  };
}
