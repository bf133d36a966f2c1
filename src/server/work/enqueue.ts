/** Adds entries to the queue, in the transaction that makes the work necessary. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { EntryName, NewEntry } from './entry.ts';

const due = sql.ref<number>('work_entries.due_at');
const newDue = sql.ref<number>('excluded.due_at');
const again = sql.ref<number | null>('work_entries.again_at');
const isLeased = sql`work_entries.is_leased = 1`;
const hasFailed = sql`work_entries.state = 'failed'`;

function earlier(one: RawBuilder<number>, other: RawBuilder<number>): RawBuilder<number> {
  return sql<number>`case when ${one} < ${other} then ${one} else ${other} end`;
}

/**
 * Adds entries; names must be unique within a call. An entry that is in the queue gets the new payload and the earlier due time. If it is
 * claimed, it gets another turn after this one. If it waits for a retry, the time of the retry stays. If it was given up, it starts again.
 *
 * A lane is in the order of the inserts. Concurrent callers that enqueue into one lane must agree on an order, for example with a row lock.
 */
export async function enqueue(
  trx: Kysely<Database>,
  dialect: Dialect,
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  // JSON escapes characters that PostgreSQL rejects in text.
  const rows = entries.map(
    ({ kind, key, lane = null, payload = null, delayMs = 0, since }) =>
      sql`(${kind}, ${key}, ${lane}, ${JSON.stringify(payload)}, 'waiting', ${since ?? dialect.now}, ${dialect.after(delayMs)}, 0, 0, 0)`,
  );
  // As text: Kysely takes longer to build it than SQLite to run it.
  await sql`
    insert into work_entries (kind, key, lane, payload, state, since, due_at, lease, is_leased, attempts)
    values ${sql.join(rows)}
    on conflict (kind, key) do update set
      payload = excluded.payload,
      state = 'waiting',
      since = case when ${hasFailed} then excluded.since else work_entries.since end,
      due_at = case when ${isLeased} then ${due} when ${hasFailed} then ${newDue}
        when work_entries.attempts > 0 then ${due} else ${earlier(due, newDue)} end,
      again_at = case when not (${isLeased}) then null when ${again} is null then ${newDue}
        else ${earlier(sql`${again}`, newDue)} end,
      attempts = case when ${hasFailed} then 0 else work_entries.attempts end,
      problem = case when ${hasFailed} then null else work_entries.problem end`.execute(trx);
}

/** Adds a recurring entry if it does not exist. A new one is due at once, and then one period after the end of each turn. */
export async function enqueueRecurring(
  trx: Kysely<Database>,
  dialect: Dialect,
  { kind, key, periodMs }: EntryName & { readonly periodMs: number },
): Promise<void> {
  const recurring = {
    kind,
    key,
    lane: null,
    payload: 'null',
    state: 'waiting' as const,
    since: dialect.now,
    due_at: dialect.now,
    again_at: null,
    period_ms: periodMs,
    lease: 0,
    is_leased: 0,
    attempts: 0,
    problem: null,
  };
  const nextTurn = sql<number>`(${dialect.after(periodMs)})`;
  await trx
    .insertInto('work_entries')
    .values(recurring)
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'key'])
        .doUpdateSet({
          period_ms: periodMs,
          due_at: sql<number>`case when ${isLeased} then ${due} else ${earlier(due, nextTurn)} end`,
        })
        // Most starts of a server change nothing: no write then.
        .where('work_entries.period_ms', 'is distinct from', periodMs),
    )
    .execute();
}
