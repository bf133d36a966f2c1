/**
 * Lock services that are wrong on purpose, each in a way that a known product was: what proves the locks must notice
 * every one of them. They work on the real table, through the real rules, and differ in one thing each.
 */
import { sql } from 'kysely';
import { relationTo } from '../../../src/domain/locks/holder.ts';
import type { LockHolder, LockRecord } from '../../../src/domain/locks/lock.ts';
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
  /** Grants a job of a deployment's run the key again with a new token, as it does for a later attempt of a run. */
  'member-takes-over',
  /** Frees the key of a deployment for a job of its run. */
  'member-releases',
  /** Does not keep which runs a deployment has started since it took the key. */
  'runs-forgotten',
  /** Shares the lock of a deployment with the jobs of every run. */
  'every-run-is-member',
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

  /** The record as the fault has it, for this caller. */
  function distort(record: LockRecord | undefined, { runId, runAttempt, checkRunId, issuer }: LockHolder) {
    const { deployment } = record?.holder ?? {};
    if (record === undefined || deployment === undefined || runId === '') return record;
    if (name === 'every-run-is-member') {
      const all = { ...deployment, runIds: [runId] };
      return { ...record, holder: { ...record.holder, deployment: all } };
    }
    if (name !== 'member-takes-over' || !deployment.runIds.includes(runId)) return record;
    const earlier = { runId, checkRunId, issuer, runAttempt: runAttempt - 1, deployment: undefined };
    return { ...record, holder: { ...record.holder, ...earlier } };
  }

  function holderAfter(
    decision: TakeDecision & { status: 'granted' },
    stored: LockRecord | undefined,
  ): LockHolder {
    const isKept = stored !== undefined && decision.how === 'renewed';
    const isForgotten = name === 'runs-forgotten' || name === 'every-run-is-member';
    return isKept && isForgotten ? stored.holder : decision.record.holder;
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
      const { record: stored, now } = await read(connection, request, lock);
      const record = distort(stored, request.holder);
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
        holder: holderAfter(decision, stored),
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
        const { record: stored, now } = await read(connection, address, lock);
        const record = name === 'every-run-is-member' ? distort(stored, request.caller) : stored;
        const isMember = record !== undefined && relationTo(record.holder, request.caller) === 'member';
        const isFree = name === 'release-without-holder' || (name === 'member-releases' && isMember);
        const anybody = isFree && record !== undefined;
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
