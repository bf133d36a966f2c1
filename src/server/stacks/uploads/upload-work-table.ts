/** Hands out whole batches as work: each to one replica at a time, in the order of their stream, for as long as a lease lasts. */
import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import { appendAuditEntry } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import { readJsonText } from '../../database/json-text.ts';
import { readDatabaseTime } from '../../database/open.ts';
import type { Database } from '../../database/schema.ts';
import { leaseMs, maxAttempts, type Work } from './store.ts';
import { isUploader } from './uploader.ts';

/** Most candidates that are looked at in one claim. */
const maxCandidates = 20;

async function findCandidates(db: Kysely<Database>, now: number): Promise<number[]> {
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

async function take(
  db: Kysely<Database>,
  id: number,
  { token, now }: { readonly token: string; readonly now: number },
): Promise<Work | undefined> {
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
    kind: row.kind,
    uploadId: row.id,
    sequence: row.sequence ?? 0,
    total: row.total,
    items: row.items,
    bytes: row.bytes,
    head: row.head,
    uploader: readJsonText(row.uploader, isUploader, 'upload_batches.uploader'),
    receivedAt: row.updated_at,
    token,
    attempts: row.attempts,
  };
}

/** The next batch that no replica works on; `token` is to be unique. */
export async function claimUpload(
  db: Kysely<Database>,
  dialect: Dialect,
  token: string,
): Promise<Work | undefined> {
  const now = await readDatabaseTime({ db, dialect });
  for (const id of await findCandidates(db, now)) {
    const work = await take(db, id, { token, now });
    if (work !== undefined) return work;
  }
  return undefined;
}

/** Whether the lease was still ours; it lasts from now on again. */
export async function renewUploadLease(
  db: Kysely<Database>,
  dialect: Dialect,
  { uploadId, token }: Pick<Work, 'uploadId' | 'token'>,
): Promise<boolean> {
  const now = await readDatabaseTime({ db, dialect });
  const renewed = await db
    .updateTable('upload_batches')
    .set({ lease_until: now + leaseMs })
    .where('id', '=', uploadId)
    .where('state', '=', 'whole')
    .where('lease_token', '=', token)
    .executeTakeFirst();
  return renewed.numUpdatedRows === 1n;
}

/** Inside a transaction. Ends the lease early; at the last attempt the batch has failed, with `entry` in the audit. */
export async function giveUpUpload(
  trx: Kysely<Database>,
  dialect: Dialect,
  { work, entry }: { readonly work: Work; readonly entry: AuditEntry },
): Promise<void> {
  const failed = work.attempts >= maxAttempts;
  const row = await trx
    .updateTable('upload_batches')
    // What failed once is retried when the lease is over, not at once.
    .set(failed ? { state: 'failed', lease_token: null, lease_until: null } : { lease_token: null })
    .where('id', '=', work.uploadId)
    .where('lease_token', '=', work.token)
    .executeTakeFirst();
  if (failed && row.numUpdatedRows === 1n) await appendAuditEntry(trx, dialect, entry);
}

/** Whole batches that are not done, whoever works on them, and how long the oldest has been whole; 0 without one. */
export async function measureUploadBacklog(
  db: Kysely<Database>,
  dialect: Dialect,
): Promise<{ readonly waiting: number; readonly oldestMs: number }> {
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
}
