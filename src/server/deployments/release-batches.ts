/** Opens the batches of releases. They are planned by the inventory, unless a workflow is known to upload for releases. */
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { StoredActivity } from './activity-table.ts';
import { type Batch, findBatch, insertBatch, readLockedBatch } from './batch-table.ts';
import { type ExpectPorts, expectUpload } from './expect-upload.ts';
import type { BatchReports, DeployedRepository } from './seams.ts';
import { listUploaders } from './uploader-table.ts';

export interface ReleaseBatchPorts extends ExpectPorts {
  readonly reports: BatchReports;
}

export function isRelease({ activity }: Pick<StoredActivity, 'activity'>): boolean {
  return activity.event === 'release';
}

/** The batch of an activity, locked. A new one has begun to wait for an upload, or to be planned. */
export async function openReleaseBatch(
  trx: Kysely<Database>,
  {
    activity: { activity, subject, headSha },
    repository,
  }: { readonly activity: StoredActivity; readonly repository: DeployedRepository },
  ports: ReleaseBatchPorts,
): Promise<Batch> {
  const { dialect, advance, reports } = ports;
  const { workspaceId, repositoryId } = repository;
  const key = { workspaceId, repositoryId, activity, subject, headSha };
  const known = await findBatch(trx, key);
  if (known !== undefined) return (await readLockedBatch(trx, dialect, known.id)) ?? known;
  const batch = await insertBatch(trx, dialect, {
    ...key,
    generation: 1,
    sha: headSha,
    baseRef: undefined,
    mergedAt: undefined,
  });
  await reports.markReports(trx, { workspaceId, repositoryId, batchId: batch.id, isDue: true });
  const uploaders = await listUploaders(trx, repositoryId, activity.event);
  return uploaders.length > 0
    ? expectUpload(trx, { batch, repository, isFork: false }, ports)
    : advance.apply(trx, batch, { type: 'inventoried' });
}
