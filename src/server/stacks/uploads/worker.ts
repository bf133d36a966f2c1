/**
 * Works on whole batches, one at a time, in the order in which each repository's became whole. The queue is the table:
 * whoever dies leaves a lease behind that runs out, and any replica goes on.
 */
import type { Clock, Logger, Random } from '../../../base/ports.ts';
import type { ServerConfig } from '../../config/config.ts';
import type { Store } from '../../store.ts';
import { LeaseLost } from '../../work/lease-lost.ts';
import { applyAffected, UploadTooLarge } from '../apply-affected.ts';
import { applyInstances } from '../apply-instances.ts';
import { buildUploadEntry } from './audit.ts';
import { maxAttempts, type Work } from './store.ts';

/** How often the table is looked at for what others left behind, in milliseconds. */
const pollPauseMs = 2_000;
/** How long an answer waits for the work, in milliseconds, so that small uploads can be read at once. */
const settleMs = 2_000;

export interface UploadWorker {
  /** Works until nothing is left, or for a moment; whether nothing is left. */
  settle(): Promise<boolean>;
  run(signal: AbortSignal): Promise<void>;
}

export interface UploadWorkerParts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export function createUploadWorker(parts: UploadWorkerParts): UploadWorker {
  const { store, clock, random, logger } = parts;
  let draining: Promise<boolean> | undefined;
  let isAskedAgain = false;
  let isStopped = false;

  async function apply(work: Work): Promise<void> {
    const { workspaceId, repositoryId, uploadId, kind, attempts } = work;
    const fields = { workspaceId, repositoryId, uploadId, kind, attempts };
    try {
      if (attempts > maxAttempts) throw new Error('every attempt ended without an end');
      await (kind === 'affected' ? applyAffected(work, parts) : applyInstances(work, parts));
      logger.info('upload applied', fields);
    } catch (error) {
      if (error instanceof LeaseLost) {
        logger.warn('an upload is worked on by somebody else', fields);
        return;
      }
      if (isStopped) return;
      logger.error('work on an upload failed', { ...fields, error });
      const event = kind === 'affected' ? 'affected-stacks.upload' : 'instances.upload';
      const details = { attempts, items: work.items };
      // What is too large will not be smaller next time.
      const attempt = error instanceof UploadTooLarge ? { ...work, attempts: maxAttempts } : work;
      await store.uploads.giveUp(
        attempt,
        buildUploadEntry(work, work.uploader, { event, outcome: 'failed', details }),
      );
    }
  }

  /** Whether there was nothing left; not so when the database could not be reached. */
  async function drain(): Promise<boolean> {
    try {
      do {
        isAskedAgain = false;
        for (let work = await claim(); work !== undefined; work = await claim()) await apply(work);
      } while (isAskedAgain && !isStopped);
      return true;
    } catch (error) {
      if (!isStopped) logger.warn('uploads wait, will be tried again', { error });
      return false;
    }
  }
  async function claim(): Promise<Work | undefined> {
    return isStopped ? undefined : store.uploads.claim(random.uuid());
  }

  function start(): Promise<boolean> {
    isAskedAgain = true;
    draining ??= drain().finally(() => {
      draining = undefined;
    });
    return draining;
  }

  return {
    async settle() {
      const over = new AbortController();
      const pause = clock.sleep(settleMs, over.signal).then(
        () => false,
        () => false,
      );
      const isDone = await Promise.race([start(), pause]);
      over.abort();
      return isDone;
    },
    async run(signal) {
      while (!signal.aborted) {
        await start();
        try {
          await clock.sleep(pollPauseMs, signal);
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      }
      isStopped = true;
      await draining;
    },
  };
}
