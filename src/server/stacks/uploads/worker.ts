/** Works on whole batches, in the order in which each repository's became whole. */
import type { Logger } from '../../../base/ports.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import type { WorkEntry } from '../../work/entry.ts';
import type { WorkKind } from '../../work/kind.ts';
import { type ApplyAffectedPorts, applyAffected } from '../apply-affected.ts';
import { type ApplyInstancesPorts, applyInstances } from '../apply-instances.ts';
import { buildUploadEntry } from './audit.ts';
import { maxAttempts, type UploadStore } from './store.ts';
import { failUpload, readWholeBatch, uploadKind } from './upload-work-table.ts';

export interface UploadWorkPorts extends ApplyAffectedPorts, ApplyInstancesPorts {
  readonly database: Pick<OpenedDatabase, 'dialect'>;
  readonly uploads: UploadStore;
  readonly logger: Logger;
}

const uploadIdOf = ({ key }: Pick<WorkEntry, 'key'>) => Number(key);

export function createUploadWork(ports: UploadWorkPorts): WorkKind {
  const { uploads, logger, database } = ports;
  return {
    kind: uploadKind,
    // A large upload takes hundreds of megabytes.
    concurrency: 1,
    leaseMs: 15_000,
    maxRunMs: 10 * 60_000,
    maxAttempts,
    retry: { baseDelayMs: 15_000, maxDelayMs: 60_000 },
    async run(task) {
      const batch = await uploads.readWhole(uploadIdOf(task.entry));
      if (batch === undefined) return;
      const work = { ...batch, task };
      const { workspaceId, repositoryId, uploadId, kind } = batch;
      await (kind === 'affected' ? applyAffected(work, ports) : applyInstances(work, ports));
      const { attempts } = task.entry;
      logger.info('uploads: applied', { workspaceId, repositoryId, uploadId, kind, attempts });
    },
    async onGivenUp(trx, entry) {
      const batch = await readWholeBatch(trx, uploadIdOf(entry));
      if (batch === undefined) return;
      const audited = buildUploadEntry(batch, batch.uploader, {
        event: batch.kind === 'affected' ? 'affected-stacks.upload' : 'instances.upload',
        outcome: 'failed',
        details: { attempts: entry.attempts, items: batch.items },
      });
      await failUpload(trx, database.dialect, { uploadId: batch.uploadId, entry: audited });
    },
  };
}
