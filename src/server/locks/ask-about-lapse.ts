/** Asks GitHub about a grant that ran out: whether its run still went on then. */
import type { Logger } from '../../base/ports.ts';
import { isForgotten, nextAskAt } from '../../domain/locks/lapse.ts';
import type { DatabaseProbe } from '../database/open.ts';
import type { RunStates } from '../repositories/run-states.ts';
import type { WorkKind } from '../work/kind.ts';
import { buildLockEntry } from './audit.ts';
import { lapseKind } from './lock-lapse-table.ts';
import { isLockRecord } from './lock-rows.ts';
import type { LockStore } from './store.ts';

export interface LapsePorts {
  readonly locks: Pick<LockStore, 'settleLapse'>;
  readonly runs: Pick<RunStates, 'askAbout'>;
  readonly probe: Pick<DatabaseProbe, 'now'>;
  readonly logger: Logger;
}

/** Not to be told counts as unknown: it is asked again, less and less often, until the grant is forgotten. */
export function createLapseQuestions({ locks, runs, probe, logger }: LapsePorts): WorkKind {
  return {
    kind: lapseKind,
    // An installation may have 5,000 requests an hour for everything.
    concurrency: 1,
    leaseMs: 15_000,
    maxRunMs: 60_000,
    retry: { baseDelayMs: 10_000, maxDelayMs: 10 * 60_000 },
    async run(task) {
      const record = task.entry.payload;
      if (!isLockRecord(record)) throw new Error('the entry holds no lock');
      const now = await probe.now();
      const run = await runs.askAbout(record, record.expiresAt);
      if (run === 'live') {
        const entry = buildLockEntry({ name: 'lock.expired_while_run_live', record }, undefined);
        await locks.settleLapse(task, entry);
        return undefined;
      }
      if (run === 'over') return undefined;
      if (!isForgotten(record.expiresAt, now)) return { againInMs: nextAskAt(record.expiresAt, now) - now };
      logger.warn('locks: GitHub never said whether a run went on when its lock ran out', { id: record.id });
      return undefined;
    },
  };
}
