/** Sends the parts of an upload one after another, each again when that may help (docs/wire.md#retries). */
import { ActionError } from '../../base/errors.ts';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { type RetryOptions, retry } from '../../base/retry.ts';
import type { UploadPart } from './cut-batch.ts';

/** Same as the Atmos CLI: one attempt and three retries, after 1, 2 and 4 s; a `Retry-After` is obeyed up to the longest. */
const uploadRetry = { attempts: 4, baseDelayMs: 1_000, maxDelayMs: 30_000 } as const;
/** Refused sessions of one request after which no new one is tried; each stands for two requests, as the first is renewed. */
const maxRefusedSessions = 2;

interface SendPorts {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Pick<Random, 'fraction'>;
  readonly logger: Logger;
}

/** A new session may be valid at another replica of the server, so a refused one is worth one more round. */
function retryOptions(logger: Logger): RetryOptions {
  let refusedSessions = 0;
  return {
    ...uploadRetry,
    isRetryable(error) {
      if (!(error instanceof ActionError)) return false;
      if (error.code === 'DENIED_SESSION') refusedSessions += 1;
      const isWorthIt =
        error.code === 'DENIED_SESSION' ? refusedSessions < maxRefusedSessions : error.retry !== undefined;
      if (!isWorthIt) return false;
      logger.info(`Trying again: ${error.message}`);
      return error.retry?.afterMs === undefined ? true : { afterMs: error.retry.afterMs };
    },
  };
}

/** The result of `send`, which makes one request. Rejects with its last failure. */
export function sendAgain<Result>(send: () => Promise<Result>, ports: SendPorts): Promise<Result> {
  return retry(send, retryOptions(ports.logger), ports);
}

/** The first part that fails for good ends it: a server acts on a whole batch only. */
export async function sendUpload(
  parts: readonly UploadPart[],
  send: (json: string) => Promise<void>,
  ports: SendPorts,
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    const json = part.text();
    await sendAgain(() => send(json), ports);
    const which = parts.length === 1 ? '' : `Part ${index + 1} of ${parts.length}: `;
    ports.logger.info(`${which}${part.items} sent, ${part.bytes} bytes.`);
  }
}
