/** Claims entries that are due: each entry by one process, and one entry per lane at a time. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Dialect } from '../database/dialect.ts';
import { isUniqueViolation } from '../database/failures.ts';
import type { Database, WorkEntryTable } from '../database/schema.ts';
import { toEntry, type WorkEntry } from './entry.ts';

/** The entries that a process can work on: all of a kind, or those with these keys. */
export interface Claimable {
  readonly kind: string;
  readonly keys?: readonly string[] | undefined;
}

export interface ClaimTerms extends Claimable {
  /** Duration of the lease unless it is renewed, in milliseconds. */
  readonly leaseMs: number;
  readonly limit: number;
}

/** One index lookup per kind. */
function compileDue(db: Kysely<Database>, kinds: readonly Claimable[]) {
  const lookups = kinds.map(
    ({ kind, keys }) => sql`
      select ${sql.lit(kind)} as kind, min(entry.due_at) as due_at from work_entries as entry
      where entry.kind = ${kind} and entry.state = 'waiting'
        ${keys === undefined ? sql`` : sql`and entry.key in (${sql.join(keys)})`}`,
  );
  return sql<{ kind: string; due_at: number | null }>`${sql.join(lookups, sql` union all `)}`.compile(db);
}

type CompiledDue = ReturnType<typeof compileDue>;

/** Most queries that are kept: one for each set of kinds that have a free slot at the same time. */
const maxCompiled = 100;

export type FindDue = (
  kinds: readonly Claimable[],
) => Promise<{ readonly now: number; readonly dueAt: ReadonlyMap<string, number> }>;

/**
 * The earliest due time of each kind; kinds without entries are absent. Ignores lanes, so an entry that is due may not be claimable yet.
 * It is asked every second: its query is compiled once for the same kinds.
 */
export function createFindDue(db: Kysely<Database>, dialect: Dialect): FindDue {
  const compiled = new LRUCache<string, CompiledDue>({ max: maxCompiled });

  function compileOnce(kinds: readonly Claimable[]): CompiledDue {
    const name = JSON.stringify(kinds.map(({ kind, keys = [] }) => [kind, ...keys]));
    const query = compiled.get(name) ?? compileDue(db, kinds);
    compiled.set(name, query);
    return query;
  }

  return async (kinds) => {
    const { now } = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
    if (kinds.length === 0) return { now, dueAt: new Map() };
    const { rows } = await db.executeQuery(compileOnce(kinds));
    return {
      now,
      dueAt: new Map(
        rows.flatMap(({ kind, due_at: dueAt }) => (dueAt === null ? [] : [[kind, Number(dueAt)] as const])),
      ),
    };
  };
}

/**
 * At most `limit` entries of one kind that are due, earliest first. One whose lease expired goes before the others of its lane, which is
 * busy until that one is finished. The time is a subquery, which is evaluated once, so that the index is used.
 */
function selectCandidates(dialect: Dialect, { kind, keys, limit }: Omit<ClaimTerms, 'leaseMs'>) {
  return sql`
    select entry.id from work_entries as entry
    where entry.kind = ${kind} and entry.state = 'waiting'
      ${keys === undefined ? sql`` : sql`and entry.key in (${sql.join(keys)})`}
      and entry.due_at <= (select ${dialect.now})
      and (entry.is_leased = 1 or (
        not exists (
          select mate.id from work_entries as mate
          where mate.kind = entry.kind and mate.lane = entry.lane and mate.state = 'waiting' and mate.id < entry.id
        )
        and not exists (
          select mate.id from work_entries as mate
          where mate.kind = entry.kind and mate.lane = entry.lane and mate.is_leased = 1
        )
      ))
    order by entry.due_at, entry.id limit ${limit} ${dialect.lockFreeRows}`;
}

/**
 * Claims at most `limit` entries of one kind, earliest due time first. An entry whose lease expired is due again. It is asked for every piece
 * of work, so it is text: Kysely takes longer to build it than SQLite to run it.
 */
export async function claim(
  db: Kysely<Database>,
  dialect: Dialect,
  { leaseMs, ...terms }: ClaimTerms,
): Promise<readonly WorkEntry[]> {
  const claiming = sql<Selectable<WorkEntryTable>>`
    with candidates as (${selectCandidates(dialect, terms)})
    update work_entries set lease = lease + 1, is_leased = 1, due_at = ${dialect.after(leaseMs)},
      again_at = null, attempts = attempts + 1
    where id in (select id from candidates) returning *`;
  try {
    const { rows } = await claiming.execute(db);
    return rows.map(toEntry);
  } catch (error) {
    // Another process claimed the lane of one of them at the same time.
    if (isUniqueViolation(error)) return [];
    throw error;
  }
}
