/** A clock that runs faster than that of the machine, and a database whose time does: the same for every process that is given the same two numbers. */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock } from '../../src/base/ports.ts';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import type { Dialect } from '../../src/server/database/dialect.ts';
import {
  type OpenedDatabase,
  type OpenOptions,
  openMigratedDatabase,
} from '../../src/server/database/open.ts';

export interface Pace {
  /** When it showed the machine's own time, in milliseconds since the Unix epoch. */
  readonly since: number;
  /** Milliseconds of it in one of the machine. */
  readonly speed: number;
  /** How far it was moved ahead since, in milliseconds. A process that runs is not told. */
  readonly aheadMs: number;
}

export interface FastClock extends Clock {
  openDatabase(config: DatabaseConfig, options?: OpenOptions): Promise<OpenedDatabase>;
}

function paceDialect(dialect: Dialect, pace: Pace): Dialect {
  const start = sql`cast(${pace.since} as bigint)`;
  const factor = sql`cast(${pace.speed} as bigint)`;
  const after = (milliseconds: number) =>
    sql<number>`(${start} + (${dialect.now} - ${start}) * ${factor} + cast(${milliseconds + pace.aheadMs} as bigint))`;
  return {
    ...dialect,
    get now() {
      return after(0);
    },
    after,
  };
}

/** `speed` is a whole number. `skewMs`: how wrong this clock is; that of the database is right. */
export function createFastClock(pace: Pace, skewMs = 0): FastClock {
  const { since, speed } = pace;
  return {
    now: () => since + (Date.now() - since) * speed + pace.aheadMs + skewMs,
    sleep: (milliseconds, signal) => {
      const options = { ref: false, ...(signal === undefined ? {} : { signal }) };
      return wait(Math.min(milliseconds / speed, 2 ** 31 - 1), undefined, options);
    },
    async openDatabase(config, options) {
      const opened = await openMigratedDatabase(config, options);
      return { ...opened, dialect: paceDialect(opened.dialect, pace) };
    },
  };
}
