/** Puts a whole batch into the inventory, and decides what happens to the instances that it lacks. */
import type { Logger } from '../../base/ports.ts';
import { isRecord } from '../../base/text.ts';
import { judgeMissing } from '../../domain/stacks/orphans.ts';
import type { ServerConfig } from '../config/config.ts';
import { readJsonText } from '../database/json-text.ts';
import type { InstanceStore, NewInstance } from './instance-store.ts';
import { buildUploadEntry } from './uploads/audit.ts';
import { unpackInstances } from './uploads/pack.ts';
import type { Work } from './uploads/store.ts';

/** Instances in one write. */
const instancesPerWrite = 1_000;

export interface InstancesHead {
  /** Whether the sender says that the list is complete. */
  readonly complete: boolean | null;
}

async function* readPages(
  work: Work,
  content: (index: number) => Promise<Uint8Array>,
): AsyncIterable<readonly NewInstance[]> {
  for (let index = 0; index < work.total; index += 1) {
    const chunk = await unpackInstances(await content(index));
    for (let from = 0; from < chunk.length; from += instancesPerWrite) {
      yield chunk.slice(from, from + instancesPerWrite);
    }
  }
}

export interface ApplyInstancesPorts {
  readonly instances: Pick<InstanceStore, 'apply'>;
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly logger: Logger;
}

function isInstancesHead(value: unknown): value is InstancesHead {
  return isRecord(value) && (value['complete'] === null || typeof value['complete'] === 'boolean');
}

export async function applyInstances(work: Work, ports: ApplyInstancesPorts): Promise<void> {
  const { instances, config, logger } = ports;
  const { complete } = readJsonText(work.head, isInstancesHead, 'upload_batches.head');
  // In a workspace that was removed from the configuration nothing is orphaned.
  const maxShare = config.workspaces.find(({ id }) => id === work.workspaceId)?.inventory.maxOrphanShare ?? 0;
  const judge = (counts: { readonly live: number; readonly missing: number }) =>
    judgeMissing(counts, { complete: complete ?? undefined, maxShare });
  await instances.apply(work, {
    pages: (content) => readPages(work, content),
    judge,
    describe: ({ live, missing, orphaned }) => {
      const verdict = judge({ live, missing });
      if (verdict === 'withhold') {
        const { workspaceId, repositoryId } = work;
        logger.warn('inventory: upload lacks too many instances, none were marked as orphaned', {
          workspaceId,
          repositoryId,
          live,
          missing,
        });
      }
      const details = {
        items: work.items,
        chunks: work.total,
        bytes: work.bytes,
        live,
        missing,
        orphaned,
        verdict,
      };
      return buildUploadEntry(work, work.uploader, {
        event: 'instances.upload',
        outcome: 'allowed',
        details,
      });
    },
  });
}
