/**
 * Streams all sealed audit entries of a workspace as complete lines. After an interruption it continues after the last
 * complete line, so that no entry comes twice. Holds at most one line and one chunk in memory.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { exportAuditRoute } from '../../api/routes/audit.ts';
import { ActionError } from '../../base/errors.ts';
import { backoffDelay, peerRetry } from '../../base/retry.ts';
import { readAnyAnswer } from '../../client/answer.ts';
import { serverRandom } from '../../server/system-ports.ts';
import { adminOperation, adminRequest, refuseUnknownToken } from '../admin/admin-server.ts';
import type { AdminConnection } from '../admin/connection.ts';
import { type ExportedLines, readLines } from './read-lines.ts';

/** Maximum time without data, in milliseconds: the server may skip many entries that do not match. */
const maxSilenceMs = 60_000;
/** Maximum length of an error response that is read, in characters. */
const maxRefusalLength = 64 * 1024;
const exporting = adminOperation('The audit export', {
  codes: { 400: 'INPUT_INVALID' },
  hints: { 503: 'Retry later.' },
});

function brokenOff(cause: unknown): ActionError {
  return new ActionError(
    'REMOTE_UNREACHABLE',
    'The audit export was interrupted, or the server did not answer.',
    {
      hint: 'Check the connection to the server: DNS, proxy, firewall, TLS.',
      cause,
      retry: {},
    },
  );
}

/** Yields the body as it arrives. The time limit applies to the server, not to a slow reader. */
async function* readBody(response: Response, silence: AbortController): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const timer = setTimeout(() => silence.abort(), maxSilenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } catch (cause) {
    throw brokenOff(cause);
  } finally {
    // If the reader stops early, end the request.
    silence.abort();
  }
}

async function throwRefusal(response: Response, body: AsyncIterable<string>): Promise<never> {
  refuseUnknownToken(response.status);
  let text = '';
  for await (const part of body) {
    text += part;
    if (text.length > maxRefusalLength) break;
  }
  readAnyAnswer(exporting, {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: text,
  });
  throw new ActionError('REMOTE_MALFORMED', 'The response of the server is not an audit export.', {
    hint: 'Check that --url is the address of a self-hosted Atmos Pro server.',
  });
}

async function* exportOnce(
  connection: AdminConnection,
  query: URLSearchParams,
): AsyncGenerator<ExportedLines> {
  const { url, headers } = adminRequest(connection, `${exportAuditRoute.path}?${query}`);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), maxSilenceMs);
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { ...headers, accept: exportAuditRoute.contentType },
    signal: silence.signal,
  })
    .catch((cause: unknown) => {
      throw brokenOff(cause);
    })
    .finally(() => clearTimeout(timer));
  const body = readBody(response, silence);
  const isExport = response.headers.get('content-type')?.startsWith(exportAuditRoute.contentType) === true;
  if (response.status !== 200 || !isExport) await throwRefusal(response, body);
  yield* readLines(body, Number(query.get('after') ?? 0));
}

/** @param query of the route. Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. Lines yielded before the error are complete. */
export async function* exportAudit(
  connection: AdminConnection,
  query: URLSearchParams,
): AsyncGenerator<ExportedLines> {
  let failures = 0;
  for (;;) {
    try {
      for await (const lines of exportOnce(connection, query)) {
        failures = 0;
        query.set('after', String(lines.lastId));
        yield lines;
      }
      return;
    } catch (error) {
      failures += 1;
      const verdict = peerRetry.isRetryable(error);
      if (verdict === false || failures >= peerRetry.attempts) throw error;
      const delay = verdict === true ? backoffDelay(failures, peerRetry, serverRandom) : verdict.afterMs;
      await sleep(Math.min(delay, peerRetry.maxDelayMs));
    }
  }
}
