/**
 * Asks for locks until they are granted, the wait is over or the job is cancelled. The server keeps no queue: it is the next
 * to ask who gets a free key, so waiters ask often, and with chance in their rhythm.
 */
import { ActionError } from '../errors.ts';
import type { Clock, Random } from '../ports.ts';
import { backoffDelay, peerRetry, retry } from '../retry.ts';
import {
  type AcquirePorts,
  type AcquireRequest,
  type AcquireResult,
  acquireLocks,
  type ServerKind,
} from './acquire-locks.ts';
import type { HeldElsewhere } from './lock-answers.ts';

/** First and longest pause between two tries, in milliseconds. Ours hands over within a second; the hosted one is spared. */
const pauses: Readonly<Record<ServerKind, { readonly baseDelayMs: number; readonly maxDelayMs: number }>> = {
  renewing: { baseDelayMs: 250, maxDelayMs: 800 },
  plain: { baseDelayMs: 1_000, maxDelayMs: 10_000 },
};

export interface WaitOptions {
  /** Longest wait, in milliseconds; 0 asks once. */
  readonly waitMs: number;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
}

export interface WaitPorts extends AcquirePorts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  /** Called at each refusal with who is ahead and how long this job has waited, in milliseconds. */
  onHeld(by: HeldElsewhere, waitedMs: number): void;
}

export type WaitResult = { readonly waitedMs: number } & (
  | (Extract<AcquireResult, { status: 'acquired' }> & {
      /** An earlier try may have been granted without its answer getting here. */
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

/** Rejects when a peer keeps failing for the retries and for the wait. What was granted during a cancellation is handed back with it. */
export async function waitForLocks(
  request: AcquireRequest,
  { waitMs, signal }: WaitOptions,
  ports: WaitPorts,
): Promise<WaitResult> {
  const { clock, random } = ports;
  const start = clock.now();
  let { server } = request;
  let failures = 0;
  const elapsed = () => clock.now() - start;
  const isRetryable = (error: unknown) => {
    failures += 1;
    return !signal.aborted && peerRetry.isRetryable(error);
  };
  for (let attempt = 1; ; attempt += 1) {
    let pause: { readonly baseDelayMs: number; readonly maxDelayMs: number };
    let last: Extract<AcquireResult, { status: 'held' }> | undefined;
    try {
      const work = () => acquireLocks({ ...request, server }, ports);
      const result = await retry(work, { ...peerRetry, signal, isRetryable }, ports);
      server = result.server;
      pause = pauses[server];
      const waitedMs = elapsed();
      if (result.status === 'acquired') {
        if (signal.aborted) return { status: 'cancelled', acquired: result, isUncertain: false, waitedMs };
        return { ...result, isRepeat: failures > 0, waitedMs };
      }
      ports.onHeld(result.by, waitedMs);
      last = result;
    } catch (error) {
      const isUncertain = error instanceof ActionError && error.code === 'REMOTE_UNREACHABLE';
      if (signal.aborted)
        return { status: 'cancelled', acquired: undefined, isUncertain, waitedMs: elapsed() };
      if (peerRetry.isRetryable(error) === false || elapsed() >= waitMs) throw error;
      pause = pauses.plain;
    }
    if (last !== undefined && elapsed() >= waitMs) return { ...last, waitedMs: elapsed() };
    const delay = Math.min(backoffDelay(attempt, pause, random), Math.max(0, waitMs - elapsed()));
    try {
      await clock.sleep(delay, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      return { status: 'cancelled', acquired: undefined, isUncertain: false, waitedMs: elapsed() };
    }
  }
}
