/** A clock that runs as the machine's does, and that a test moves ahead: what sleeps until then wakes at once. */
import { sql } from 'kysely';
import type { Clock } from '../../src/base/ports.ts';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import {
  type OpenedDatabase,
  type OpenOptions,
  openMigratedDatabase,
} from '../../src/server/database/open.ts';

export interface JumpingClock extends Clock {
  jump(milliseconds: number): void;
  /** Moves to when the next sleeper wakes; nothing if all are awake. */
  jumpToNext(): void;
  /** A database whose time is that of this clock: for the servers of one process alone. */
  openDatabase(config: DatabaseConfig, options?: OpenOptions): Promise<OpenedDatabase>;
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

function createSleepers(now: () => number) {
  const sleepers = new Set<Sleeper>();

  function wakeDue(): void {
    for (const sleeper of [...sleepers]) if (sleeper.due <= now()) sleeper.wake();
  }

  return {
    wakeDue,
    nextDue: () => Math.min(...[...sleepers].map(({ due }) => due)),
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const end = (settle: () => void) => () => {
          clearTimeout(timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
          settle();
        };
        const abort = () => end(() => reject(signal?.reason))();
        const sleeper: Sleeper = { due: now() + milliseconds, wake: end(resolve) };
        // A jump comes before the timer; the timer may be early, but then the clock has not jumped.
        const timer = setTimeout(sleeper.wake, Math.min(milliseconds, 2 ** 31 - 1));
        timer.unref();
        if (signal?.aborted) return abort();
        signal?.addEventListener('abort', abort);
        sleepers.add(sleeper);
      });
    },
  };
}

export function createJumpingClock(): JumpingClock {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const { sleep, wakeDue, nextDue } = createSleepers(now);
  function jump(milliseconds: number): void {
    ahead += milliseconds;
    wakeDue();
  }
  return {
    now,
    sleep,
    jump,
    jumpToNext() {
      const due = nextDue();
      if (Number.isFinite(due)) jump(Math.max(0, Math.ceil(due - now())));
    },
    async openDatabase(config, options) {
      const opened = await openMigratedDatabase(config, options);
      const after = (milliseconds: number) => sql<number>`cast(${now() + milliseconds} as bigint)`;
      const dialect = {
        ...opened.dialect,
        get now() {
          return after(0);
        },
        after,
      };
      return { ...opened, dialect };
    },
  };
}
