/** Has a new batch wait for the upload of its commit. */
import type { Kysely } from 'kysely';
import { decideWaiting, workflowStartMs } from '../../domain/dispatch/no-upload.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { Advance } from './advance.ts';
import { type Batch, setDeadline } from './batch-table.ts';
import type { DeployedRepository } from './seams.ts';
import { listUploaders } from './uploader-table.ts';

export interface ExpectPorts {
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply'>;
}

/** `isFork`: its workflows get no ID token. */
export async function expectUpload(
  trx: Kysely<Database>,
  {
    batch,
    repository,
    isFork,
  }: { readonly batch: Batch; readonly repository: DeployedRepository; readonly isFork: boolean },
  { dialect, advance }: ExpectPorts,
): Promise<Batch> {
  const { timeoutMs, forks } = repository.config.upload;
  const { activity } = batch;
  const facts = { activity, isFork, elapsedMs: 0, uploaders: [], hadWired: false };
  const decision = decideWaiting(facts, { timeoutMs, forks });
  // CODEOWNERS is read outside of this transaction.
  if (decision.status === 'concluded' && repository.config.codeowners) {
    await setDeadline(trx, dialect, { id: batch.id, inMs: 0 });
    return batch;
  }
  if (decision.status === 'concluded') {
    const { conclusion, reason } = decision;
    return advance.apply(trx, batch, { type: 'not_uploaded', conclusion, reason });
  }
  const uploaders = await listUploaders(trx, repository.repositoryId, activity.event);
  // The runs of a group show what may upload for it, whether or not a file is known.
  const canLook = uploaders.length > 0 || activity.event === 'merge_group';
  await setDeadline(trx, dialect, {
    id: batch.id,
    inMs: canLook ? Math.min(workflowStartMs, timeoutMs) : timeoutMs,
  });
  return batch;
}
