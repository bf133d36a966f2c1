/** Hands out whole batches as work: to one at a time, in the order of their stream, for as long as a lease lasts. */
import type { Kysely } from 'kysely';
import { createAuditTable } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import { reachStore } from '../../database/failures.ts';
import type { Database } from '../../database/schema.ts';
import {
  leaseMs,
  maxAttempts,
  type Uploader,
  type UploadKind,
  type UploadStore,
  type Work,
} from './store.ts';
import { createUploadExpiry } from './upload-expiry.ts';
import { readContent } from './upload-lease.ts';
import { createChunkReceiver } from './upload-table.ts';

/** Most candidates that are looked at in one claim. */
const maxCandidates = 20;

export function createUploadTable(db: Kysely<Database>, dialect: Dialect): UploadStore {
  async function findCandidates(now: number): Promise<number[]> {
    const rows = await db
      .selectFrom('upload_batches as batch')
      .select('batch.id')
      .where('batch.state', '=', 'whole')
      .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)]))
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('upload_batches as earlier')
              .select('earlier.id')
              .where('earlier.state', '=', 'whole')
              .whereRef('earlier.workspace_id', '=', 'batch.workspace_id')
              .whereRef('earlier.repository_id', '=', 'batch.repository_id')
              .whereRef('earlier.kind', '=', 'batch.kind')
              .whereRef('earlier.sequence', '<', 'batch.sequence'),
          ),
        ),
      )
      .orderBy('batch.id')
      .limit(maxCandidates)
      .execute();
    return rows.map(({ id }) => id);
  }

  async function readNow(): Promise<number> {
    return (await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow()).now;
  }

  async function take(id: number, token: string, now: number): Promise<Work | undefined> {
    const row = await db
      .updateTable('upload_batches')
      .set((set) => ({ lease_token: token, lease_until: now + leaseMs, attempts: set('attempts', '+', 1) }))
      .where('id', '=', id)
      .where('state', '=', 'whole')
      .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      workspaceId: row.workspace_id,
      repositoryId: row.repository_id,
      kind: row.kind as UploadKind,
      uploadId: row.id,
      sequence: row.sequence ?? 0,
      total: row.total,
      items: row.items,
      bytes: row.bytes,
      head: row.head,
      uploader: JSON.parse(row.uploader) as Uploader,
      receivedAt: row.updated_at,
      token,
      attempts: row.attempts,
    };
  }

  return {
    receive: createChunkReceiver(db, dialect),
    state: (uploadId) =>
      reachStore(async () => {
        const row = await db
          .selectFrom('upload_batches')
          .select('state')
          .where('id', '=', uploadId)
          .executeTakeFirst();
        return row?.state;
      }),
    claim: (token) =>
      reachStore(async () => {
        const now = await readNow();
        for (const id of await findCandidates(now)) {
          const work = await take(id, token, now);
          if (work !== undefined) return work;
        }
        return undefined;
      }),
    renew: ({ uploadId, token }) =>
      reachStore(async () => {
        const now = await readNow();
        const renewed = await db
          .updateTable('upload_batches')
          .set({ lease_until: now + leaseMs })
          .where('id', '=', uploadId)
          .where('state', '=', 'whole')
          .where('lease_token', '=', token)
          .executeTakeFirst();
        return renewed.numUpdatedRows === 1n;
      }),
    content: (work, index) => reachStore(() => readContent(db, work, index)),
    giveUp: (work, entry) =>
      reachStore(() =>
        db.transaction().execute(async (trx) => {
          const failed = work.attempts >= maxAttempts;
          const row = await trx
            .updateTable('upload_batches')
            // What failed once is tried again when the lease is over, not at once.
            .set(failed ? { state: 'failed', lease_token: null, lease_until: null } : { lease_token: null })
            .where('id', '=', work.uploadId)
            .where('lease_token', '=', work.token)
            .executeTakeFirst();
          if (failed && row.numUpdatedRows === 1n) await createAuditTable(trx, dialect).append(entry);
        }),
      ),
    backlog: () =>
      reachStore(async () => {
        const { count, oldest, now } = await db
          .selectFrom('upload_batches')
          .select(({ fn }) => [
            fn.countAll<number | string>().as('count'),
            fn.min<number | string | null>('updated_at').as('oldest'),
            dialect.now.as('now'),
          ])
          .where('state', '=', 'whole')
          .executeTakeFirstOrThrow();
        return { waiting: Number(count), oldestMs: oldest === null ? 0 : Math.max(0, now - Number(oldest)) };
      }),
    forgetExpired: createUploadExpiry(db, dialect),
  };
}
