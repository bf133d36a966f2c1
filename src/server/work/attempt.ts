/** One attempt at a claimed entry: renews the lease while the work runs, and records the result. */
import type { Kysely } from 'kysely';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { backoffDelay } from '../../base/retry.ts';
import { withDeadline } from '../../github/deadline.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { WorkEntry } from './entry.ts';
import { HopelessWork, type WorkKind, type WorkTask } from './kind.ts';
import { finish, giveUp, hold, LeaseLost, postpone, renew, retryLater } from './lease.ts';

/** Reason of an abort, which is not read. The default is a `DOMException`, made with its stack each time. */
const attemptEnded = new Error('the attempt has ended');

/** Number of renewals per lease. */
const renewalsPerLease = 3;

export interface AttemptPorts {
  readonly db: Kysely<Database>;
  readonly dialect: Dialect;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Pick<Random, 'fraction'>;
  readonly logger: Logger;
}

/** `again`: succeeded, and due again later. `lost`: another replica claimed the entry. `stopped`: the server stops, and other replicas may claim the entry at once. */
export type AttemptOutcome = 'done' | 'again' | 'failed' | 'given_up' | 'lost' | 'stopped';

/** Renews until `over` is aborted, and for `maxRunMs` at most. A database that does not answer does not mean that the lease is lost. */
async function keepLease(
  entry: WorkEntry,
  { leaseMs, maxRunMs }: Pick<WorkKind, 'leaseMs' | 'maxRunMs'>,
  {
    over,
    onLost,
    ports: { db, dialect, clock, logger },
  }: { readonly over: AbortSignal; onLost(): void; readonly ports: AttemptPorts },
): Promise<void> {
  const startedAt = performance.now();
  while (!over.aborted) {
    try {
      await clock.sleep(leaseMs / renewalsPerLease, over);
      if (performance.now() - startedAt >= maxRunMs) return;
      if (await renew(db, dialect, { ...entry, leaseMs })) continue;
      onLost();
      return;
    } catch (error) {
      if (!over.aborted) logger.warn('work: a lease was not renewed', { kind: entry.kind, error });
    }
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function recordFailure(
  kind: WorkKind,
  entry: WorkEntry,
  { error, ports }: { readonly error: unknown; readonly ports: AttemptPorts },
): Promise<AttemptOutcome> {
  const { db, dialect, random, logger } = ports;
  const { attempts } = entry;
  const problem = describe(error);
  const fields = { kind: kind.kind, key: entry.key, attempts, error };
  const isLast = error instanceof HopelessWork || attempts >= (kind.maxAttempts ?? Number.POSITIVE_INFINITY);
  if (!isLast) {
    const delayMs = Math.round(backoffDelay(attempts, kind.retry, random));
    const isKept = await retryLater(db, dialect, { ...entry, delayMs, problem });
    if (isKept) logger.warn('work: an attempt failed and will be retried', { ...fields, delayMs });
    return isKept ? 'failed' : 'lost';
  }
  const isKept = await db.transaction().execute(async (trx) => {
    if (!(await giveUp(trx, dialect, { ...entry, problem }))) return false;
    await kind.onGivenUp?.(trx, entry, error);
    return true;
  });
  if (isKept) logger.error('work: an entry was given up', fields);
  return isKept ? 'given_up' : 'lost';
}

/** Runs the work, and finishes the entry unless the work did. */
async function work(
  kind: WorkKind,
  { entry, signal }: Pick<WorkTask, 'entry' | 'signal'>,
  { db, dialect }: AttemptPorts,
): Promise<AttemptOutcome> {
  let isFinished = false;
  const ours = (isOurs: boolean) => {
    if (!isOurs) throw new LeaseLost();
  };
  if (entry.attempts > (kind.maxAttempts ?? Number.POSITIVE_INFINITY)) {
    throw new HopelessWork('every attempt ended without a result');
  }
  const result = await kind.run({
    entry,
    signal,
    hold: async (trx) => ours(await hold(trx, dialect, entry)),
    async finish(trx) {
      ours(await finish(trx, dialect, entry));
      isFinished = true;
    },
  });
  if (isFinished) return 'done';
  if (result === undefined) ours(await finish(db, dialect, entry));
  else ours(await postpone(db, dialect, { ...entry, delayMs: result.againInMs }));
  return result === undefined ? 'done' : 'again';
}

/** Rejects only if the result could not be recorded. Then the lease expires, and the entry is claimed again. */
export async function runAttempt(
  kind: WorkKind,
  entry: WorkEntry,
  { stop, ports }: { readonly stop: AbortSignal; readonly ports: AttemptPorts },
): Promise<AttemptOutcome> {
  const over = new AbortController();
  const lost = new AbortController();
  const renewing = keepLease(entry, kind, {
    over: over.signal,
    onLost: () => lost.abort(new LeaseLost()),
    ports,
  });
  try {
    return await withDeadline(kind.maxRunMs, [stop, lost.signal], (signal) =>
      work(kind, { entry, signal }, ports),
    );
  } catch (error) {
    if (error instanceof LeaseLost || lost.signal.aborted) return 'lost';
    if (!stop.aborted) return await recordFailure(kind, entry, { error, ports });
    const { db, dialect } = ports;
    const isKept = await retryLater(db, dialect, { ...entry, delayMs: 0, problem: describe(error) });
    return isKept ? 'stopped' : 'lost';
  } finally {
    over.abort(attemptEnded);
    await renewing;
  }
}
