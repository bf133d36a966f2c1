/**
 * Asks for locks until they are granted, the wait is over or the job is cancelled. A server with a queue keeps each request until
 * it is this job's turn, for a while, and is asked again at once; of one without, such as the hosted one, it is the next to ask who gets a free
 * key, so waiters ask often, and with chance in their rhythm.
 */

import type { Clock, Random } from '../../base/ports.ts';
import { backoffDelay, peerRetry, retry } from '../../base/retry.ts';
import type { ServerKind } from '../../domain/locks/kept.ts';
import { type AcquireLocksPorts, type AcquireResult, acquireLocks, leavesOpen } from './acquire-locks.ts';
import type { HeldElsewhere, LockOrder } from './lock-answers.ts';

/** First and longest pause between two attempts, in milliseconds. A self-hosted server hands over within a second; the hosted one is spared. */
const pauses: Readonly<Record<ServerKind, { readonly baseDelayMs: number; readonly maxDelayMs: number }>> = {
  renewing: { baseDelayMs: 250, maxDelayMs: 800 },
  plain: { baseDelayMs: 1_000, maxDelayMs: 10_000 },
};

/**
 * Longest wait of one request at a server with a queue, in seconds. A server that does not notice that this job was killed keeps its place, and
 * perhaps grants it the lock, for this long and a lease of 3 s more.
 */
const requestWaitSeconds = 3;
/** A response from the queue within this time, in milliseconds, was not a wait: the server has no room or is about to stop. */
const soonMs = 500;

export interface WaitOptions {
  /** Longest wait, in milliseconds; 0 asks once. */
  readonly waitMs: number;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
}

export interface WaitPorts extends AcquireLocksPorts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  /** Gives up the place in the server's queue; whether there was one. `undefined`: the server has no queue. */
  stopWaiting(order: Pick<LockOrder, 'keys' | 'scope'>): Promise<boolean | undefined>;
  /** Called at each refusal with who is ahead and how long this job has waited, in milliseconds. */
  onHeld(by: HeldElsewhere, waitedMs: number): void;
}

export type WaitResult = { readonly waitedMs: number } & (
  | (Extract<AcquireResult, { status: 'acquired' }> & {
      /** An earlier attempt may have been granted without its answer getting here. */
      readonly isRepeat: boolean;
    })
  | Extract<AcquireResult, { status: 'held' }>
  | {
      readonly status: 'cancelled';
      readonly acquired: Extract<AcquireResult, { status: 'acquired' }> | undefined;
      /** A request was given up whose answer would have told. */
      readonly isUncertain: boolean;
    }
);

/** What this job may have in the server's queue. */
function openPlace(order: LockOrder, signal: AbortSignal, ports: WaitPorts) {
  let isAsked = false;
  /** No request was under way since. */
  let isLeft = false;
  let leaving: Promise<boolean | undefined> = Promise.resolve(false);
  /** Whether a place was given up: nothing can be granted to it any more. */
  function leave(): Promise<boolean | undefined> {
    if (!isAsked || isLeft) return leaving;
    isLeft = true;
    leaving = leaving.then(() => ports.stopWaiting(order).catch(() => false));
    return leaving;
  }
  // At once, also while a request is under way: it is answered then.
  signal.addEventListener('abort', () => void leave(), { once: true });
  return {
    leave,
    /** A request has ended, which may have been overtaken by the one that gave the place up, and have taken it again. */
    ended(): void {
      isLeft = false;
    },
    /** The server turned out to have no queue. */
    forget(): void {
      isAsked = false;
    },
    /** What the next request may wait, in seconds: the first is for saying at once who is ahead. */
    waitSeconds(server: ServerKind | undefined, remainingMs: number): number | undefined {
      if (server === 'plain' || remainingMs <= 0) return undefined;
      if (!isAsked) {
        isAsked = true;
        return 0;
      }
      return Math.min(requestWaitSeconds, Math.ceil(remainingMs / 1_000));
    },
  };
}

/** Pause before the next attempt, in milliseconds. */
function pauseAfter(
  by: HeldElsewhere | undefined,
  { askedMs, attempt }: { readonly askedMs: number; readonly attempt: number },
  { server, random }: { readonly server: ServerKind | undefined; readonly random: WaitPorts['random'] },
): number {
  if (by?.position !== undefined && (askedMs >= soonMs || attempt === 1)) return 0;
  return backoffDelay(attempt, pauses[by === undefined ? 'plain' : (server ?? 'plain')], random);
}

/** Rejects when the server keeps failing for all retries and for the whole wait. The error carries the locks granted during a cancellation. */
export async function waitForLocks(
  order: LockOrder,
  { waitMs, signal }: WaitOptions,
  ports: WaitPorts,
): Promise<WaitResult> {
  const { clock, random } = ports;
  const start = clock.now();
  const place = openPlace(order, signal, ports);
  let { server } = order;
  /** Requests without an answer since the last one that had one: any of them may have been granted. */
  let failures = 0;
  const elapsed = () => clock.now() - start;
  /** With a place that was still there to give up nothing was granted. */
  async function cancel(): Promise<WaitResult> {
    const isUncertain = !(await place.leave()) && failures > 0;
    return { status: 'cancelled', acquired: undefined, isUncertain, waitedMs: elapsed() };
  }
  const isRetryable = (error: unknown) => {
    if (leavesOpen(error)) failures += 1;
    return !signal.aborted && peerRetry.isRetryable(error);
  };
  for (let attempt = 1; ; attempt += 1) {
    let last: Extract<AcquireResult, { status: 'held' }> | undefined;
    const askedAt = clock.now();
    try {
      const waitSeconds = place.waitSeconds(server, waitMs - elapsed());
      const asked = { ...order, server, waitSeconds };
      const work = () => acquireLocks(asked, ports);
      const result = await retry(work, { ...peerRetry, signal, isRetryable }, ports).finally(place.ended);
      server = result.server;
      if (server === 'plain') place.forget();
      const waitedMs = elapsed();
      if (result.status === 'acquired') {
        if (signal.aborted) return { status: 'cancelled', acquired: result, isUncertain: false, waitedMs };
        return { ...result, isRepeat: failures > 0, waitedMs };
      }
      ports.onHeld(result.by, waitedMs);
      failures = 0;
      last = result;
    } catch (error) {
      if (signal.aborted) return cancel();
      if (peerRetry.isRetryable(error) === false || elapsed() >= waitMs) {
        await place.leave();
        throw error;
      }
    }
    if (last !== undefined && elapsed() >= waitMs && !signal.aborted) {
      await place.leave();
      return { ...last, waitedMs: elapsed() };
    }
    const timing = { askedMs: clock.now() - askedAt, attempt };
    const pause = pauseAfter(last?.by, timing, { server, random });
    try {
      await clock.sleep(Math.min(pause, Math.max(0, waitMs - elapsed())), signal);
    } catch (error) {
      if (signal.aborted) return cancel();
      throw error;
    }
  }
}
