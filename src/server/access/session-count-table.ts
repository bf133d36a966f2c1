/** How much each session got, counted across all replicas. Each count is one statement, so requests at the same time cannot pass a limit together. */
import type { Kysely } from 'kysely';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { CountedKind, Database } from '../database/schema.ts';

/** What a session may get at most, and until when it is valid. */
export interface SessionShare {
  readonly sessionId: string;
  readonly counted: CountedKind;
  readonly most: number;
  /** Of the session, in seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** How long a count is kept after its session expired, in milliseconds: more than any server's clock is off. */
const memoryMs = 24 * 60 * 60_000;
const secondMs = 1_000;

/** Counts `count` more, unless the session has had `most` already: then nothing changes. Also inside a transaction. */
export async function countForSession(
  db: Kysely<Database>,
  { sessionId, counted, most, expiresAt }: SessionShare,
  count: number,
): Promise<'counted' | 'exhausted'> {
  const row = await db
    .insertInto('session_counts')
    .values({
      session_id: sessionId,
      counted,
      count,
      expires_at: Math.ceil(expiresAt * secondMs),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['session_id', 'counted'])
        .doUpdateSet((set) => ({ count: set('session_counts.count', '+', count) }))
        .where('session_counts.count', '<', most),
    )
    .returning('count')
    .executeTakeFirst();
  return row === undefined ? 'exhausted' : 'counted';
}

async function correctCount(
  db: Kysely<Database>,
  { sessionId, counted }: Pick<SessionShare, 'sessionId' | 'counted'>,
  change: number,
): Promise<void> {
  await db
    .updateTable('session_counts')
    .set((set) => ({ count: set('count', '+', change) }))
    .where('session_id', '=', sessionId)
    .where('counted', '=', counted)
    .execute();
}

/** Every method rejects with `REMOTE_STORE` in an outage. */
export interface SessionCounts {
  count(share: SessionShare, count: number): Promise<'counted' | 'exhausted'>;
  /** Adds `change` to what was counted; negative to take it back. */
  correct(share: Pick<SessionShare, 'sessionId' | 'counted'>, change: number): Promise<void>;
  /** Forgets counts of sessions that expired at least a day ago; returns how many. */
  forgetExpired(): Promise<number>;
}

export function createSessionCounts({ db, dialect }: OpenedDatabase): SessionCounts {
  return {
    count: (share, count) => reachStore(() => countForSession(db, share, count)),
    correct: (share, change) => reachStore(() => correctCount(db, share, change)),
    forgetExpired: () =>
      reachStore(async () => {
        const result = await db
          .deleteFrom('session_counts')
          .where('expires_at', '<', dialect.after(-memoryMs))
          .executeTakeFirst();
        return Number(result.numDeletedRows);
      }),
  };
}
