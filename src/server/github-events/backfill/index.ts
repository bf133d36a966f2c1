/** Fetches missed deliveries of GitHub: hourly, when a server starts, and by one replica at a time. */
import type { Registry } from 'prom-client';
import type { Logger } from '../../../base/ports.ts';
import type { ServerConfig } from '../../config/config.ts';
import { measureMark, readMark, storeMark } from '../../database/backfill-marks.ts';
import { reachStore } from '../../database/failures.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import { addReadGauge, single } from '../../metrics/read-at-scrape.ts';
import { enqueue } from '../../work/enqueue.ts';
import type { Job } from '../../work/job.ts';
import type { WorkKind } from '../../work/kind.ts';
import type { WorkLoop } from '../../work/run-loop.ts';
import { type MissedPorts, readMissed } from './read-missed.ts';

const entry = { kind: 'delivery-backfill', key: 'round' } as const;
const periodMs = 60 * 60_000;
/** Until the next turn of a reading that was too long for one, in milliseconds. */
const nextTurnMs = 10_000;

export interface BackfillPorts extends MissedPorts {
  /** Whether any repository has deployments. */
  readonly isUsed: boolean;
  readonly config: Pick<ServerConfig, 'github'>;
  readonly database: OpenedDatabase;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'wake'>;
  readonly logger: Logger;
}

interface Backfill {
  readonly work: readonly WorkKind[];
  readonly jobs: readonly Job[];
}

function createBackfillWork(list: string, ports: BackfillPorts): WorkKind {
  const { db, dialect } = ports.database;
  return {
    ...{ kind: entry.kind, keys: [entry.key], periodMs, concurrency: 1, leaseMs: 30_000 },
    maxRunMs: 10 * 60_000,
    retry: { baseDelayMs: 5_000, maxDelayMs: 10 * 60_000 },
    async run({ signal, hold }) {
      const mark = await readMark(db, list);
      const read = await readMissed(mark, signal, ports);
      await db.transaction().execute(async (trx) => {
        await hold(trx);
        await storeMark(trx, dialect, { list, ...read });
      });
      ports.queue.wake();
      // Newer ones may have come during a long reading.
      const isLong = (read.reading ?? mark.reading) !== undefined;
      return isLong ? { againInMs: nextTurnMs } : undefined;
    },
  };
}

/** What was missed while no server ran is wanted soon. */
function createFirstTurn({ database, queue, logger }: BackfillPorts): Job {
  return async () => {
    try {
      await enqueue(database.db, database.dialect, [entry]);
      queue.wake();
    } catch (error) {
      logger.warn('github events: missed deliveries are fetched later', { error });
    }
  };
}

/** Without a secret of the webhook, or without deployments, no delivery can be missed. */
export function createBackfill(registry: Registry, ports: BackfillPorts): Backfill {
  const { app, webhookSecrets } = ports.config.github;
  const { db, dialect } = ports.database;
  const list = `deliveries/${app?.id}`;
  addReadGauge(registry, {
    name: 'atmos_pro_delivery_backfill_age_seconds',
    help: 'Time since the server last compared its deliveries with GitHub’s list, to its end; absent before the first time.',
    read: async () => {
      const ageMs = await reachStore(() => measureMark(db, dialect, list));
      return single(ageMs && ageMs / 1_000);
    },
  });
  if (app === undefined || webhookSecrets.length === 0 || !ports.isUsed) return { work: [], jobs: [] };
  return { work: [createBackfillWork(list, ports)], jobs: [createFirstTurn(ports)] };
}
