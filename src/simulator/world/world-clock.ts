/** The clock of a world: runs what is scheduled when its time comes, and can jump ahead. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../base/ports.ts';

export interface WorldClock extends Clock {
  /** Schedules `work`, which must not wait for anything. The returned function cancels it. Times are in milliseconds. */
  at(time: number, work: () => void): () => void;
  /** Runs everything that is due, in order. During `work`, the clock shows the time that it was due at. */
  settle(): void;
  /** Jumps ahead and runs everything that becomes due. */
  advance(milliseconds: number): void;
  /** Settles by itself as time passes, until the returned function is called. */
  keepTime(): () => void;
}

interface Appointment {
  readonly time: number;
  readonly work: () => void;
}

/** How long a clock that stands still shows the same time, in milliseconds. */
const stillMs = 5;
/** Longest single wait, in milliseconds: Node's timers have an upper bound. */
const longestWaitMs = 24 * 60 * 60 * 1000;

/** Appointments in the order of their times; those of one time in the order they were made. */
function createAgenda() {
  const appointments: Appointment[] = [];
  return {
    first: () => appointments[0],
    takeUntil(time: number): Appointment | undefined {
      const [first] = appointments;
      return first !== undefined && first.time <= time ? appointments.shift() : undefined;
    },
    add(appointment: Appointment): void {
      const later = appointments.findIndex((other) => other.time > appointment.time);
      appointments.splice(later === -1 ? appointments.length : later, 0, appointment);
    },
    remove(appointment: Appointment): void {
      const index = appointments.indexOf(appointment);
      if (index !== -1) appointments.splice(index, 1);
    },
  };
}

/** The time of `base` plus every jump. */
export function createWorldClock(base: Clock): WorldClock {
  const agenda = createAgenda();
  let jumped = 0;
  let frozenAt: number | undefined;
  let wake: () => void = () => undefined;

  const now = (): number => frozenAt ?? base.now() + jumped;

  function settle(): void {
    // Work that settles again would run later appointments before it has ended.
    if (frozenAt !== undefined) return;
    const until = now();
    try {
      for (let next = agenda.takeUntil(until); next !== undefined; next = agenda.takeUntil(until)) {
        frozenAt = next.time;
        next.work();
      }
    } finally {
      frozenAt = undefined;
    }
  }

  async function keepSettling(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const woken = new AbortController();
      wake = () => woken.abort();
      await pause(base, agenda.first()?.time, { now, signal: AbortSignal.any([stopped, woken.signal]) });
      settle();
    }
  }

  return {
    now,
    sleep: base.sleep,
    at(time, work) {
      const appointment = { time: Math.max(time, now()), work };
      agenda.add(appointment);
      if (agenda.first() === appointment) wake();
      return () => agenda.remove(appointment);
    },
    settle,
    advance(milliseconds) {
      jumped += milliseconds;
      settle();
      wake();
    },
    keepTime() {
      const stopped = new AbortController();
      void keepSettling(stopped.signal);
      return () => stopped.abort();
    },
  };
}

/** A timer may end within the millisecond in which it began: a clock that moves is seen to after a few more. */
async function standsStill(base: Clock, before: number, signal: AbortSignal): Promise<boolean> {
  if (base.now() === before) await wait(stillMs, undefined, { signal }).catch(() => undefined);
  return base.now() === before;
}

/** Until `due` as far as `base` can tell, or until the signal. */
async function pause(
  base: Clock,
  due: number | undefined,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<void> {
  const milliseconds = due === undefined ? 0 : Math.min(Math.max(due - now(), 0), longestWaitMs);
  const before = base.now();
  if (due !== undefined) await base.sleep(milliseconds, signal).catch(() => undefined);
  const stands = due === undefined || (milliseconds > 0 && (await standsStill(base, before, signal)));
  // A clock that stands still is moved by its test, which settles when it does.
  if (stands && !signal.aborted) await once(signal, 'abort');
}
