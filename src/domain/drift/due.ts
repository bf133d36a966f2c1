/**
 * When a schedule of drift detection is due, in its time zone. A time of day that a change of the clocks leaves out runs at the first valid
 * time after it, and one that occurs twice runs once. Patterns with a wildcard or step in minutes or hours run at a steady rate instead.
 */
import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import { ok, type Result, refuse } from '../../base/result.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Most occurrences that a period is measured by, and for how long, in milliseconds. */
const maxGaps = 200;
const maxMeasuredMs = 400 * dayMs;
/** Latest start of a sweep after it is due, in milliseconds. */
const maxSpreadMs = 60 * minuteMs;

export interface Timetable {
  /** Five fields. */
  readonly cron: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

function createCron({ cron, timeZone }: Timetable): Cron {
  return new Cron(cron, {
    mode: '5-part',
    timezone: timeZone,
    // As in Vixie cron, `0 6,18 * * *` is two times of day.
    fixedTimeRule: 'no-wildcard',
    paused: true,
  });
}

/** The first occurrence after `after`, in milliseconds; `undefined`: none. Throws where `checkTimetable` finds a problem. */
export function nextDue(timetable: Timetable, after: number): number | undefined {
  return createCron(timetable).nextRun(new Date(after))?.getTime();
}

export interface TimetableProblem {
  /** The field. */
  readonly tag: 'cron' | 'time_zone';
  readonly message: string;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** `at`: any time; the pattern must occur after it. */
export function checkTimetable(timetable: Timetable, at: number): Result<Timetable, TimetableProblem> {
  const { cron, timeZone } = timetable;
  if (!isTimeZone(timeZone)) {
    const message = `unknown time zone ${JSON.stringify(timeZone)}: use an IANA name such as Europe/Berlin`;
    return refuse({ tag: 'time_zone', message });
  }
  const bad = (why: string) =>
    refuse({ tag: 'cron', message: `invalid cron expression ${JSON.stringify(cron)}: ${why}` });
  if (cron.trim().split(/\s+/).length !== 5) return bad('expected five fields');
  try {
    return nextDue(timetable, at) === undefined ? bad('it never occurs') : ok(timetable);
  } catch (error) {
    return bad(error instanceof Error ? error.message.replace(/^Cron\w*: /, '') : 'unreadable');
  }
}

/**
 * The newest occurrence after `after` and not after `until`. Occurrences are at whole minutes, so the search halves the minutes between
 * them: a night of downtime costs no more than a minute.
 */
export function newestDue(
  timetable: Timetable,
  { after, until }: { readonly after: number; readonly until: number },
): number | undefined {
  const cron = createCron(timetable);
  const nextAfter = (time: number) => cron.nextRun(new Date(time))?.getTime();
  const isIn = (due: number | undefined): due is number => due !== undefined && due <= until;
  let newest = nextAfter(after);
  if (!isIn(newest)) return undefined;
  let high = Math.ceil((until - newest) / minuteMs) + 1;
  const first = newest;
  for (let low = 0; high - low > 1; ) {
    const middle = Math.floor((low + high) / 2);
    const due = nextAfter(first + middle * minuteMs - 1);
    if (isIn(due)) {
      newest = due;
      low = middle;
    } else high = middle;
  }
  return newest;
}

/** Longest time between two of the next occurrences, in milliseconds; `undefined`: there are not two. */
export function measurePeriod(timetable: Timetable, at: number): number | undefined {
  const cron = createCron(timetable);
  let last = cron.nextRun(new Date(at))?.getTime();
  let longest: number | undefined;
  for (let gaps = 0; last !== undefined && gaps < maxGaps; gaps += 1) {
    const next: number | undefined = cron.nextRun(new Date(last))?.getTime();
    if (next === undefined) break;
    longest = Math.max(longest ?? 0, next - last);
    last = next;
    if (last - at > maxMeasuredMs) break;
  }
  return longest;
}

/**
 * How long after it is due a sweep starts, in milliseconds: schedules with the same pattern start at different times in the first tenth of
 * their period, and at most an hour late. The same for each tick of a schedule.
 */
export function spreadDelay(
  schedule: { readonly repositoryId: string; readonly name: string },
  periodMs: number,
): number {
  const { repositoryId, name } = schedule;
  const digest = createHash('sha256')
    .update(JSON.stringify([repositoryId, name]))
    .digest();
  const share = digest.readUInt32BE(0) / 2 ** 32;
  return Math.floor(share * Math.min(periodMs / 10, maxSpreadMs));
}
