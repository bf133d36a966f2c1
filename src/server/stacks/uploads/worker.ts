/**
 * Works on whole batches, one at a time, in the order in which each repository's became whole. The table is the queue:
 * a replica that dies leaves a lease behind that runs out, and any other continues.
 */
import type { Clock, Logger, Random } from '../../../base/ports.ts';
import { LeaseLost } from '../../work/lease-lost.ts';
import { type ApplyAffectedPorts, applyAffected, UploadTooLarge } from '../apply-affected.ts';
import { type ApplyInstancesPorts, applyInstances } from '../apply-instances.ts';
import { buildUploadEntry } from './audit.ts';
import { maxAttempts, type UploadStore, type Work } from './store.ts';

/** How often the table is checked for what other replicas left behind, in milliseconds. */
const pollPauseMs = 2_000;
/** How long an answer waits for the work, in milliseconds, so that small uploads can be read at once. */
const settleMs = 2_000;

export interface UploadWorker {
  /** Works until nothing is left, or for a moment; whether nothing is left. */
  settle(): Promise<boolean>;
  run(signal: AbortSignal): Promise<void>;
}

export interface UploadWorkerPorts extends ApplyAffectedPorts, ApplyInstancesPorts {
  readonly uploads: UploadStore;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}

/** Never rejects for a failure of the work itself: that goes into the log, and at the last attempt into the audit. */
async function applyWork(work: Work, ports: UploadWorkerPorts, isStopped: () => boolean): Promise<void> {
  const { uploads, logger } = ports;
  const { workspaceId, repositoryId, uploadId, kind, attempts } = work;
  const fields = { workspaceId, repositoryId, uploadId, kind, attempts };
  try {
    if (attempts > maxAttempts) throw new Error('every attempt was cut short');
    await (kind === 'affected' ? applyAffected(work, ports) : applyInstances(work, ports));
    logger.info('uploads: applied', fields);
  } catch (error) {
    if (error instanceof LeaseLost) {
      logger.warn('uploads: another replica works on this upload', fields);
      return;
    }
    if (isStopped()) return;
    logger.error('uploads: could not be applied', { ...fields, error });
    const event = kind === 'affected' ? 'affected-stacks.upload' : 'instances.upload';
    const details = { attempts, items: work.items };
    // What is too large will not be smaller next time.
    const attempt = error instanceof UploadTooLarge ? { ...work, attempts: maxAttempts } : work;
    const entry = buildUploadEntry(work, work.uploader, { event, outcome: 'failed', details });
    await uploads.giveUp(attempt, entry);
  }
}

export function createUploadWorker(ports: UploadWorkerPorts): UploadWorker {
  const { uploads, clock, random, logger } = ports;
  let draining: Promise<boolean> | undefined;
  let isAskedAgain = false;
  let isStopped = false;

  async function claim(): Promise<Work | undefined> {
    return isStopped ? undefined : uploads.claim(random.uuid());
  }

  /** Whether there was nothing left; not so when the database could not be reached. */
  async function drain(): Promise<boolean> {
    try {
      do {
        isAskedAgain = false;
        for (let work = await claim(); work !== undefined; work = await claim()) {
          await applyWork(work, ports, () => isStopped);
        }
      } while (isAskedAgain && !isStopped);
      return true;
    } catch (error) {
      if (!isStopped) logger.warn('uploads: round failed, will be retried', { error });
      return false;
    }
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
