/** Claims entries that are due: each entry by one process, and one entry per lane at a time. */
import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import { isUniqueViolation } from '../database/failures.ts';
import type { Database } from '../database/schema.ts';
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

type Expressions = ExpressionBuilder<Database & { readonly entry: Database['work_entries'] }, 'entry'>;

function isOfKind(where: Expressions, { kind, keys }: Claimable) {
  return where.and([
    where('entry.kind', '=', kind),
    where('entry.state', '=', 'waiting'),
    ...(keys === undefined ? [] : [where('entry.key', 'in', keys)]),
  ]);
}

/** An entry whose lease expired goes first: its lane is busy until it is finished. */
function isAtHead(where: Expressions) {
  const mates = where
    .selectFrom('work_entries as mate')
    .select('mate.id')
    .whereRef('mate.kind', '=', 'entry.kind')
    .whereRef('mate.lane', '=', 'entry.lane');
  return where.or([
    where('entry.is_leased', '=', 1),
    where.and([
      where.not(where.exists(mates.where('mate.state', '=', 'waiting').whereRef('mate.id', '<', 'entry.id'))),
      where.not(where.exists(mates.where(sql<SqlBool>`mate.is_leased = 1`))),
    ]),
  ]);
}

/**
 * The earliest due time of each kind; kinds without entries are absent. One index lookup per kind. Ignores lanes, so an entry that is due may
 * not be claimable yet.
 */
export async function findDue(
  db: Kysely<Database>,
  dialect: Dialect,
  kinds: readonly Claimable[],
): Promise<{ readonly now: number; readonly dueAt: ReadonlyMap<string, number> }> {
  const [first, ...others] = kinds.map((kind) => {
    const keyed = db.selectFrom('work_entries as entry').where((where) => isOfKind(where, kind));
    return keyed.select([sql.lit(kind.kind).as('kind'), ({ fn }) => fn.min('entry.due_at').as('due_at')]);
  });
  const { now } = await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow();
  if (first === undefined) return { now, dueAt: new Map() };
  const rows = await others.reduce((all, other) => all.unionAll(other), first).execute();
  return {
    now,
    dueAt: new Map(
      rows.flatMap(({ kind, due_at: dueAt }) => (dueAt === null ? [] : [[kind, Number(dueAt)] as const])),
    ),
  };
}

/** Claims at most `limit` entries of one kind, earliest due time first. An entry whose lease expired is due again. */
export async function claim(
  db: Kysely<Database>,
  dialect: Dialect,
  { leaseMs, limit, ...claimable }: ClaimTerms,
): Promise<readonly WorkEntry[]> {
  const candidates = db
    .selectFrom('work_entries as entry')
    .select('entry.id')
    .where((where) => isOfKind(where, claimable))
    // As a subquery it is evaluated once, so that the index is used.
    .where('entry.due_at', '<=', sql<number>`(select ${dialect.now})`)
    .where(isAtHead)
    .orderBy('entry.due_at')
    .orderBy('entry.id')
    .limit(limit);
  try {
    const rows = await db
      .with('candidates', () => dialect.lockFreeRows(candidates))
      .updateTable('work_entries')
      .set((set) => ({
        lease: set('lease', '+', 1),
        is_leased: 1,
        due_at: dialect.after(leaseMs),
        again_at: null,
        attempts: set('attempts', '+', 1),
      }))
      .where('id', 'in', (from) => from.selectFrom('candidates').select('id'))
      .returningAll()
      .execute();
    return rows.map(toEntry);
  } catch (error) {
    // Another process claimed the lane of one of them at the same time.
    if (isUniqueViolation(error)) return [];
    throw error;
  }
}
