/**
 * Lock services that are wrong on purpose, each in a way that a known product was: what proves the locks must notice
 * every one of them. They work on the real table, through the real rules, and differ in one thing each.
 */
import { sql } from 'kysely';
import type { LockRecord } from '../../../src/domain/locks/lock.ts';
import { decideRelease } from '../../../src/domain/locks/release.ts';
import { decideTake, type TakeDecision, type TakeRequest } from '../../../src/domain/locks/take.ts';
import type { OpenedDatabase } from '../../../src/server/database/open.ts';
import { emptyRow, toColumns, toRecord } from '../../../src/server/locks/lock-rows.ts';
import type { LockAddress } from '../../../src/server/locks/store.ts';
import type { LockService } from './workload.ts';

export const mutantNames = [
  /** Looks whether anybody holds the key, then writes; nothing ties the two together. */
  'check-then-insert',
  /** The same inside a transaction that locks nothing while it reads. */
  'get-then-set',
  /** Draws the token from the sequence `mutant_tokens` before it waits for the row. */
  'sequence-token',
  /** Asks the application's clock, of which one is wrong. */
  'application-clock',
  /** Frees a key for any caller. */
  'release-without-holder',
  /** Forgets a key when it is released, so that its tokens start again. */
  'delete-on-release',
  /** Takes a request that is repeated because its answer was lost as the confirmation. */
  'repeat-confirms',
  /** Grants for the whole time what is to be confirmed first. */
  'pending-in-full',
  /** Gives back what the job has confirmed, too. */
  'give-back-confirmed',
] as const;
export type MutantName = (typeof mutantNames)[number];

type Connection = OpenedDatabase['db'];

/** `none`: what the mutants have in common, without a fault. `skewMs`: how wrong this replica's clock is. */
export function createMutant(
  name: MutantName | 'none',
  { db, dialect }: OpenedDatabase,
  skewMs: number,
): LockService {
  async function read(connection: Connection, address: LockAddress, lock: boolean) {
    const rows = connection
      .selectFrom('locks')
      .selectAll()
      .where('workspace_id', '=', address.workspaceId)
      .where('repository_id', '=', address.repositoryId)
      .where('path', '=', address.path);
    const row = await connection
      .selectFrom((lock ? dialect.lockRows(rows) : rows).as('row'))
      .selectAll('row')
      .select(dialect.now.as('now'))
      .executeTakeFirst();
    const now = row?.now ?? Date.now();
    return {
      record: row === undefined ? undefined : toRecord(row),
      now: name === 'application-clock' ? Date.now() + skewMs : now,
    };
  }

  async function write(connection: Connection, record: LockRecord): Promise<void> {
    const { workspaceId, repositoryId, path } = record;
    await connection
      .insertInto('locks')
      .values({ ...emptyRow(record), ...toColumns(record) })
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'repository_id', 'path']).doUpdateSet(toColumns(record)),
      )
      .execute();
    if (name === 'delete-on-release' && record.ended !== undefined) {
      await connection
        .deleteFrom('locks')
        .where('workspace_id', '=', workspaceId)
        .where('repository_id', '=', repositoryId)
        .where('path', '=', path)
        .execute();
    }
  }

  /** Two of the mutants do not lock the row, one not even between reading and writing. */
  function within<T>(work: (connection: Connection, lock: boolean) => Promise<T>): Promise<T> {
    if (name === 'check-then-insert') return work(db, false);
    return db.transaction().execute((trx) => work(trx, name !== 'get-then-set'));
  }

  async function drawToken(): Promise<number> {
    const { rows } = await sql<{ token: number }>`select nextval('mutant_tokens') as token`.execute(db);
    return rows[0]?.token ?? 0;
  }

  async function takeOne(request: TakeRequest): Promise<TakeDecision> {
    const token = name === 'sequence-token' ? await drawToken() : undefined;
    if (name !== 'check-then-insert') {
      await db
        .insertInto('locks')
        .values(emptyRow(request))
        .onConflict((conflict) => conflict.columns(['workspace_id', 'repository_id', 'path']).doNothing())
        .execute();
    }
    return within(async (connection, lock) => {
      const { record, now } = await read(connection, request, lock);
      const ignoresConfirm =
        name === 'pending-in-full' || (name === 'repeat-confirms' && record?.pending === true);
      const asked = ignoresConfirm ? { ...request, confirmMs: undefined } : request;
      const decision = decideTake(record, asked, now);
      if (decision.status !== 'granted') return decision;
      const isNew = decision.how !== 'renewed';
      const { pending } =
        name === 'pending-in-full' && request.confirmMs !== undefined
          ? ({ pending: true } as const)
          : decision.record;
      const granted = {
        ...decision.record,
        pending,
        token: (isNew ? token : undefined) ?? decision.record.token,
      };
      await write(connection, granted);
      return { ...decision, record: granted };
    });
  }

  return {
    async take(requests) {
      const [request] = requests;
      if (request === undefined) throw new Error('a mutant takes one key');
      const decision = await takeOne(request);
      if (decision.status === 'lost') throw new Error('a mutant does not support renewals alone');
      return decision.status === 'held'
        ? { status: 'held', held: [decision] }
        : { status: 'granted', grants: [decision] };
    },
    release: (address, request) =>
      within(async (connection, lock) => {
        const { record, now } = await read(connection, address, lock);
        const anybody = name === 'release-without-holder' && record !== undefined;
        const asked = {
          ...request,
          pendingOnly: request.pendingOnly === true && name !== 'give-back-confirmed',
        };
        const decision = decideRelease(record, anybody ? { ...asked, caller: record.holder } : asked, now);
        if (decision.status === 'released') await write(connection, decision.record);
        return decision;
      }),
  };
}
