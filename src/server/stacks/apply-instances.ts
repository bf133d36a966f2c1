/** Puts a whole batch into the inventory, and decides what becomes of the instances that it lacks. */
import type { Logger } from '../../base/ports.ts';
import { judgeMissing } from '../../domain/stacks/orphans.ts';
import type { ServerConfig } from '../config/config.ts';
import type { Store } from '../store.ts';
import type { NewInstance } from './instance-store.ts';
import { buildUploadEntry } from './uploads/audit.ts';
import { unpackInstances } from './uploads/pack.ts';
import type { Work } from './uploads/store.ts';

/** Instances in one write. */
const instancesPerWrite = 1_000;

export interface InstancesHead {
  /** The sender's word on whether the list is complete. */
  readonly complete: boolean | null;
}

async function* readPages(
  work: Work,
  content: (index: number) => Promise<Uint8Array>,
): AsyncIterable<readonly NewInstance[]> {
  for (let index = 0; index < work.total; index += 1) {
    const instances = await unpackInstances(await content(index));
    for (let from = 0; from < instances.length; from += instancesPerWrite) {
      yield instances.slice(from, from + instancesPerWrite);
    }
  }
}

export async function applyInstances(
  work: Work,
  parts: {
    readonly store: Store;
    readonly config: Pick<ServerConfig, 'workspaces'>;
    readonly logger: Logger;
  },
): Promise<void> {
  const { store, config, logger } = parts;
  const { complete } = JSON.parse(work.head) as InstancesHead;
  // A workspace that is gone from the configuration loses nothing more.
  const maxShare = config.workspaces.find(({ id }) => id === work.workspaceId)?.inventory.maxOrphanShare ?? 0;
  const judge = (counts: { readonly live: number; readonly missing: number }) =>
    judgeMissing(counts, { complete: complete ?? undefined, maxShare });
  await store.instances.apply(work, {
    pages: (content) => readPages(work, content),
    judge,
    describe: ({ live, missing, orphaned }) => {
      const verdict = judge({ live, missing });
      if (verdict === 'withhold') {
        const { workspaceId, repositoryId } = work;
        logger.warn('an inventory lacks too many instances; they stay', {
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
