/** Notes in the database that this process serves, and lists all that do. */
import type { Clock, Logger } from '../../base/ports.ts';
import { version } from '../../base/version.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Job } from './job.ts';
import { repeat } from './repeat.ts';

/** Pause between two notes, in milliseconds. */
const notePauseMs = 15_000;
/** A process without a note for so long, in milliseconds, does not serve any more. */
const silentMs = 60_000;
/** When its row is deleted, in milliseconds. */
const forgottenMs = 60 * 60_000;
const maxReplicas = 100;

interface Replica {
  readonly id: string;
  readonly version: string;
  /** By the database's clock, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

export interface Replicas {
  /** Of this process. */
  readonly ownId: string;
  /** Those that serve, the oldest first. Rejects with `REMOTE_STORE`. */
  list(): Promise<readonly Replica[]>;
  /** Notes this process until it stops. */
  readonly job: Job;
}

export interface ReplicaPorts extends OpenedDatabase {
  readonly ownId: string;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger: Logger;
}

export function createReplicas({ db, dialect, ownId, clock, logger }: ReplicaPorts): Replicas {
  async function note(): Promise<void> {
    await db
      .insertInto('replicas')
      .values({ id: ownId, version, started_at: dialect.now, seen_at: dialect.now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: dialect.now }))
      .execute();
    await db.deleteFrom('replicas').where('seen_at', '<', dialect.after(-forgottenMs)).execute();
  }

  /** Its failure changes nothing but the list. */
  const attempt = (work: () => Promise<unknown>) =>
    reachStore(work).catch((error: unknown) =>
      logger.debug('replicas: this process could not be noted', { error }),
    );

  return {
    ownId,
    list: () =>
      reachStore(async () => {
        const rows = await db
          .selectFrom('replicas')
          .select(['id', 'version', 'started_at'])
          .where('seen_at', '>', dialect.after(-silentMs))
          .orderBy('started_at')
          .orderBy('id')
          .limit(maxReplicas)
          .execute();
        return rows.map((row) => ({ id: row.id, version: row.version, startedAt: row.started_at }));
      }),
    async job(signal) {
      await attempt(note);
      await repeat({ clock, pauseMs: notePauseMs, signal }, async () => void (await attempt(note)));
      await attempt(() => db.deleteFrom('replicas').where('id', '=', ownId).execute());
    },
  };
}
