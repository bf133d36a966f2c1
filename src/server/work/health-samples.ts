/** Keeps a value of each minute of the last hour, for all replicas together: the calls that GitHub still allows, and how late the queue is. */
import type { Clock, Logger } from '../../base/ports.ts';
import type { Budget } from '../../github/budgets.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Backlog } from './backlog.ts';
import type { Job } from './job.ts';
import { repeat } from './repeat.ts';

/** Pause between two notes, in milliseconds. */
const samplePauseMs = 15_000;
const minuteMs = 60_000;
/** How long a value is kept, in milliseconds. */
export const sampledMs = 60 * minuteMs;
/** Most rate limits that a replica notes: those of which the least is left. */
const maxSampledBudgets = 200;
/** Most values that are read at once. */
const maxRead = 10_000;

const queueSubject = 'work';
const queueMeasure = 'overdue';

/** A value, and the start of its minute by the database's clock. */
interface HealthSample {
  readonly at: number;
  readonly value: number;
}

export interface SampledBudget extends HealthSample {
  readonly scope: string;
  readonly resource: string;
  readonly limit: number;
  readonly resetAt: number;
}

export interface HealthSamples {
  /** Of these installations, or of the App; by scope, resource and time. Rejects with `REMOTE_STORE`. */
  budgets(scopes: readonly string[]): Promise<readonly SampledBudget[]>;
  /** How long the queue's first entry that was due had waited, in milliseconds, by time. Rejects with `REMOTE_STORE`. */
  overdue(): Promise<readonly HealthSample[]>;
  /** Notes the values of this process until it stops. */
  readonly job: Job;
}

export interface SamplePorts extends OpenedDatabase {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger: Logger;
  /** As this process knows them. */
  readBudgets(): readonly Budget[];
  readBacklog(): Promise<readonly Backlog[]>;
}

function listValues(budgets: readonly Budget[], backlog: readonly Backlog[]) {
  const least = budgets.toSorted((one, other) => one.remaining / one.limit - other.remaining / other.limit);
  const values = least.slice(0, maxSampledBudgets).map(({ scope, resource, limit, remaining, resetAt }) => ({
    ...{ subject: scope, measure: resource },
    ...{ value: remaining, most: limit, resets_at: resetAt },
  }));
  const overdueMs = Math.max(0, ...backlog.map((of) => of.overdueMs));
  const queue = { subject: queueSubject, measure: queueMeasure, value: overdueMs, most: 0, resets_at: 0 };
  // In one order, so that no two replicas wait for each other.
  const keyOf = ({ subject, measure }: { readonly subject: string; readonly measure: string }) =>
    `${subject} ${measure}`;
  return [...values, queue].toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** In one window of a limit the least is the newest; a later window replaces an earlier one. Of the queue the worst is kept. */
async function note({ db, dialect, readBudgets, readBacklog }: SamplePorts): Promise<void> {
  const values = listValues(readBudgets(), await readBacklog());
  const now = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  const minute = Math.floor(Number(now.now) / minuteMs) * minuteMs;
  await db
    .insertInto('health_samples')
    .values(values.map((value) => ({ ...value, minute })))
    .onConflict((conflict) =>
      conflict
        .columns(['subject', 'measure', 'minute'])
        .doUpdateSet(({ ref }) => ({
          value: ref('excluded.value'),
          most: ref('excluded.most'),
          resets_at: ref('excluded.resets_at'),
        }))
        .where((where) => {
          const isSame = where('excluded.resets_at', '=', where.ref('health_samples.resets_at'));
          const isLess = where('excluded.value', '<', where.ref('health_samples.value'));
          const isMore = where('excluded.value', '>', where.ref('health_samples.value'));
          const isQueue = where('excluded.subject', '=', queueSubject);
          return where.or([
            where('excluded.resets_at', '>', where.ref('health_samples.resets_at')),
            where.and([
              isSame,
              where.or([where.and([isQueue, isMore]), where.and([where.not(isQueue), isLess])]),
            ]),
          ]);
        }),
    )
    .execute();
  await db.deleteFrom('health_samples').where('minute', '<', dialect.after(-sampledMs)).execute();
}

export function createHealthSamples(ports: SamplePorts): HealthSamples {
  const { db, dialect, clock, logger } = ports;

  function read(subjects: readonly string[]) {
    return db
      .selectFrom('health_samples')
      .selectAll()
      .where('subject', 'in', [...subjects])
      .where('minute', '>', dialect.after(-sampledMs))
      .orderBy('subject')
      .orderBy('measure')
      .orderBy('minute')
      .limit(maxRead)
      .execute();
  }

  /** Its failure changes nothing but the page. */
  const attempt = () =>
    reachStore(() => note(ports)).catch((error: unknown) =>
      logger.debug('health: the values of this minute could not be noted', { error }),
    );

  return {
    budgets: (scopes) =>
      reachStore(async () => {
        const rows = scopes.length === 0 ? [] : await read(scopes);
        return rows.map((row) => ({
          ...{ scope: row.subject, resource: row.measure, at: row.minute, value: row.value },
          ...{ limit: row.most, resetAt: row.resets_at },
        }));
      }),
    overdue: () =>
      reachStore(async () =>
        (await read([queueSubject])).map(({ minute, value }) => ({ at: minute, value })),
      ),
    async job(signal) {
      await attempt();
      await repeat({ clock, pauseMs: samplePauseMs, signal }, async () => void (await attempt()));
    },
  };
}
