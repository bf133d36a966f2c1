/**
 * Token buckets of an installation in the database, shared by all replicas: GCRA, by the database's clock. A row has the time at which
 * the bucket is full again. Times in milliseconds.
 */
import type { Kysely, Transaction } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';

/** How long a bucket gives half as much after GitHub has asked for calm. */
const slowMs = 60 * 60_000;
/** GitHub asks for at least this much calm after a secondary limit. */
const minCalmMs = 60_000;

export interface Bucket {
  readonly name: string;
  /** Between two tokens, once the burst is used up. */
  readonly intervalMs: number;
  /** Tokens that an unused bucket gives at once; at least 1. */
  readonly burst: number;
}

export type BucketVerdict =
  | { readonly status: 'taken' }
  /** Nothing was taken from any of the buckets. */
  | { readonly status: 'empty'; readonly afterMs: number };

async function addMissing(
  trx: Kysely<Database>,
  installationId: number,
  names: readonly string[],
): Promise<void> {
  const rows = names.map((bucket) => ({
    installation_id: installationId,
    bucket,
    next_free_at: 0,
    slowed_until: 0,
    calm_until: 0,
  }));
  await trx
    .insertInto('dispatch_limits')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['installation_id', 'bucket']).doNothing())
    .execute();
}

/** Takes one token of each bucket, or none of any. Keep the transaction short: others wait for it. */
export async function takeTokens(
  trx: Transaction<Database>,
  dialect: Dialect,
  { installationId, buckets }: { readonly installationId: number; readonly buckets: readonly Bucket[] },
): Promise<BucketVerdict> {
  const names = buckets.map(({ name }) => name);
  await addMissing(trx, installationId, names);
  const rows = await dialect
    .lockRows(
      trx
        .selectFrom('dispatch_limits')
        .selectAll()
        .where('installation_id', '=', installationId)
        .where('bucket', 'in', names)
        .orderBy('bucket'),
    )
    .execute();
  // After the wait for the locks.
  const { now } = await trx.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  const plans = buckets.map(({ name, intervalMs, burst }) => {
    const row = rows.find(({ bucket }) => bucket === name);
    const interval = now < Number(row?.slowed_until ?? 0) ? 2 * intervalMs : intervalMs;
    const from = Math.max(now, Number(row?.next_free_at ?? 0));
    const readyAt = Math.max(from - (burst - 1) * interval, Number(row?.calm_until ?? 0));
    return { name, next: from + interval, afterMs: Math.max(0, Math.ceil(readyAt - now)) };
  });
  const afterMs = Math.max(0, ...plans.map((plan) => plan.afterMs));
  if (afterMs > 0) return { status: 'empty', afterMs };
  for (const { name, next } of plans) {
    await trx
      .updateTable('dispatch_limits')
      .set({ next_free_at: Math.ceil(next) })
      .where('installation_id', '=', installationId)
      .where('bucket', '=', name)
      .execute();
  }
  return { status: 'taken' };
}

/** After a secondary limit of GitHub: the bucket gives nothing for `calmMs` (at least a minute), and half as much for an hour. */
export async function calmBucket(
  trx: Transaction<Database>,
  dialect: Dialect,
  {
    installationId,
    bucket,
    calmMs,
  }: { readonly installationId: number; readonly bucket: string; readonly calmMs: number },
): Promise<void> {
  await addMissing(trx, installationId, [bucket]);
  await trx
    .updateTable('dispatch_limits')
    .set({
      calm_until: dialect.after(Math.max(calmMs, minCalmMs)),
      slowed_until: dialect.after(Math.max(calmMs, minCalmMs) + slowMs),
    })
    .where('installation_id', '=', installationId)
    .where('bucket', '=', bucket)
    .execute();
}
