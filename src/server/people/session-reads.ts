/** Reads web sessions that have not ended: those of a person, and who has some. */

import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { selectLiveSessions, type WebPerson } from './session-table.ts';

/** Most people with sessions that are read, those that were active last. */
const maxPeople = 500;

export interface LiveSession {
  /** SHA-256 of its id. */
  readonly idHash: string;
  readonly createdAt: number;
  readonly usedAt: number;
  readonly expiresAt: number;
}

export interface ActivePerson {
  /** With the login of the newest session. */
  readonly person: WebPerson;
  readonly sessions: number;
  readonly usedAt: number;
}

export interface WebSessionReads {
  /** Newest first. */
  listOf(personId: string): Promise<readonly LiveSession[]>;
  /** People with sessions that no admin has ended in the workspace, those who were active last first. */
  listPeople(workspaceId: string): Promise<readonly ActivePerson[]>;
}

/** Both reject with `REMOTE_STORE` in an outage. */
export function createWebSessionReads({ db, dialect }: OpenedDatabase): WebSessionReads {
  return {
    listOf: (personId) =>
      reachStore(async () => {
        const rows = await selectLiveSessions(db, dialect)
          .select(['id_hash', 'created_at', 'used_at', 'expires_at'])
          .where('person_id', '=', personId)
          .orderBy('created_at', 'desc')
          .orderBy('id_hash')
          .execute();
        return rows.map((row) => ({
          idHash: row.id_hash,
          createdAt: row.created_at,
          usedAt: row.used_at,
          expiresAt: row.expires_at,
        }));
      }),
    listPeople: (workspaceId) =>
      reachStore(async () => {
        const rows = await selectLiveSessions(db, dialect)
          .where(({ eb, or, not }) =>
            or([
              eb('ended_in', 'is', null),
              // Of a JSON list of texts.
              not(eb.parens(dialect.contains('ended_in', JSON.stringify(workspaceId)))),
            ]),
          )
          .select(({ fn }) => [
            'person_id',
            fn.max('login').as('login'),
            fn.countAll<number | string>().as('sessions'),
            fn.max<number | string>('used_at').as('used_at'),
          ])
          .groupBy('person_id')
          .orderBy('used_at', 'desc')
          .limit(maxPeople)
          .execute();
        return rows.map(({ person_id: id, login, sessions, used_at: usedAt }) => ({
          person: { id, login: String(login) },
          sessions: Number(sessions),
          usedAt: Number(usedAt),
        }));
      }),
  };
}
