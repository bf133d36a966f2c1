/** Forgets batches that wait for chunks no longer, and what is known of those applied long ago. */
import type { Kysely } from 'kysely';
import { createAuditTable } from '../../audit/audit-table.ts';
import type { Dialect } from '../../database/dialect.ts';
import { reachStore } from '../../database/failures.ts';
import type { Database } from '../../database/schema.ts';
import {
  appliedLifeMs,
  type Uploader,
  type UploadKind,
  type UploadStore,
  unfinishedLifeMs,
} from './store.ts';
import { lockStream } from './upload-table.ts';

/** Most batches that are forgotten in one round. */
const maxForgotten = 100;

export function createUploadExpiry(db: Kysely<Database>, dialect: Dialect): UploadStore['forgetExpired'] {
  return (describe) =>
    reachStore(async () => {
      const now = (await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow()).now;
      const expired = await db
        .selectFrom('upload_batches')
        .selectAll()
        .where((where) =>
          where.or([
            where.and([where('state', '=', 'receiving'), where('updated_at', '<=', now - unfinishedLifeMs)]),
            where.and([
              where('state', 'in', ['applied', 'failed']),
              where('updated_at', '<=', now - appliedLifeMs),
            ]),
          ]),
        )
        .limit(maxForgotten)
        .execute();
      let forgotten = 0;
      for (const row of expired) {
        const stream = {
          workspaceId: row.workspace_id,
          repositoryId: row.repository_id,
          kind: row.kind as UploadKind,
        };
        await db.transaction().execute(async (trx) => {
          await lockStream(trx, stream, dialect);
          const deleted = await trx
            .deleteFrom('upload_batches')
            .where('id', '=', row.id)
            .where('state', '=', row.state)
            .where('updated_at', '=', row.updated_at)
            .executeTakeFirst();
          if (deleted.numDeletedRows !== 1n) return;
          await trx.deleteFrom('upload_chunks').where('upload_id', '=', row.id).execute();
          forgotten += 1;
          if (row.state !== 'receiving') return;
          const entry = describe(stream, JSON.parse(row.uploader) as Uploader);
          await createAuditTable(trx, dialect).append(entry);
        });
      }
      return forgotten;
    });
}
