/** The table of workflow files that upload affected stacks. */
import type { Kysely } from 'kysely';
import type { Activity } from '../../domain/dispatch/activities.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';

/** How long a workflow file that uploads no more is expected to, in milliseconds. */
const uploaderLifeMs = 30 * 24 * 60 * 60_000;
const maxUploaders = 20;
/** Most reports that are written again when another file is known to upload. */
const maxUnuploaded = 100;

/** Names of the files that have uploaded on the event, newest first. */
export async function listUploaders(
  db: Kysely<Database>,
  repositoryId: string,
  event: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('uploading_workflows')
    .select('file')
    .where('repository_id', '=', repositoryId)
    .where('event', '=', event)
    .orderBy('seen_at', 'desc')
    .limit(maxUploaders)
    .execute();
  return rows.map(({ file }) => file);
}

/** Returns whether the file was not known. */
export async function recordUploader(
  trx: Kysely<Database>,
  dialect: Dialect,
  { repositoryId, event, file }: { repositoryId: string; event: string; file: string },
): Promise<boolean> {
  const known = await listUploaders(trx, repositoryId, event);
  await trx
    .deleteFrom('uploading_workflows')
    .where('repository_id', '=', repositoryId)
    .where('seen_at', '<', dialect.after(-uploaderLifeMs))
    .execute();
  await trx
    .insertInto('uploading_workflows')
    .values({ repository_id: repositoryId, event, file, seen_at: dialect.now })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'event', 'file']).doUpdateSet({ seen_at: dialect.now }),
    )
    .execute();
  return !known.includes(file);
}

/** Newest batches whose report names the files that usually upload. */
export async function listUnuploaded(
  db: Kysely<Database>,
  repositoryId: string,
  event: Activity['event'],
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('batches')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where('event', '=', event)
    .where('reason', '=', 'no_upload')
    .orderBy('id', 'desc')
    .limit(maxUnuploaded)
    .execute();
  return rows.map(({ id }) => id);
}
