/** Which schedules an instance has, and how often the most frequent of them occurs. */
import { createScope } from '../../domain/drift/choose.ts';
import { measurePeriod } from '../../domain/drift/due.ts';
import type { InstanceName } from '../../domain/stacks/items.ts';
import type { DriftScheduleConfig } from '../config/config.ts';
import type { DriftRepository } from './ports.ts';

/** How long a period is cached, in milliseconds: it changes with the calendar. */
const cachedMs = 24 * 60 * 60_000;
const maxPeriods = 1_000;

interface MeasuredPeriod {
  readonly at: number;
  readonly periodMs: number | undefined;
}

export interface CoveringSchedule {
  readonly schedule: DriftScheduleConfig;
  readonly periodMs: number;
}

export interface DriftPeriods {
  /** Judges instances of the repository: the schedules that name one, the most frequent first. */
  covering(repository: DriftRepository, now: number): (instance: InstanceName) => readonly CoveringSchedule[];
}

export function createPeriods(): DriftPeriods {
  const known = new Map<string, MeasuredPeriod>();

  function periodOf(schedule: DriftScheduleConfig, now: number): number | undefined {
    const key = JSON.stringify([schedule.cron, schedule.timeZone]);
    const last = known.get(key);
    if (last !== undefined && Math.abs(now - last.at) < cachedMs) return last.periodMs;
    if (known.size >= maxPeriods) known.clear();
    const periodMs = measurePeriod(schedule, now);
    known.set(key, { at: now, periodMs });
    return periodMs;
  }

  return {
    covering({ drift }, now) {
      const schedules = drift.schedules
        .flatMap((schedule) => {
          const periodMs = periodOf(schedule, now);
          return periodMs === undefined ? [] : [{ schedule, periodMs, isCovered: createScope(schedule) }];
        })
        .toSorted((one, other) => one.periodMs - other.periodMs);
      return (instance) =>
        schedules
          .filter(({ isCovered }) => isCovered(instance))
          .map(({ schedule, periodMs }) => ({ schedule, periodMs }));
    },
  };
}
