/** A request of a job that retries until it is answered, as clients of uploads and commits do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientAnswer, callOnce } from './client.ts';

export interface SendParts {
  readonly url: string;
  readonly record: { unanswered: number };
  readonly signal: AbortSignal;
  /** A session of the job, a new one when the last may be too old. */
  session(): Promise<string | undefined>;
}

/** Sends until something is acknowledged or refused: a killed replica leaves open whether it took it. */
export async function send(
  { url, record, session, signal }: SendParts,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: object },
): Promise<ClientAnswer | undefined> {
  for (;;) {
    const held = await session();
    const answer =
      held === undefined ? undefined : await callOnce(url, method, path, { session: held, body });
    if (answer !== undefined) return answer;
    record.unanswered += 1;
    if (signal.aborted) return undefined;
    await sleep(50);
  }
}
