/**
 * Everything that is sealed of a workspace's audit, as whole lines. What breaks off is asked for again from the last whole
 * line on, so that nothing comes twice; at most one line and one piece of the network's are in memory.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { exportAuditRoute } from '../../api/routes/audit.ts';
import { ActionError } from '../../base/errors.ts';
import { backoffDelay, peerRetry } from '../../base/retry.ts';
import { readAnyAnswer } from '../../client/answer.ts';
import { systemRandom } from '../../server/system-ports.ts';
import { adminOperation, adminRequest, refuseUnknownToken } from '../admin/admin-server.ts';
import type { Connection } from '../admin/connection.ts';
import { type ExportedLines, readLines } from './read-lines.ts';

/** Longest silence of a server, in milliseconds: it may have to look through many entries that do not fit. */
const maxSilenceMs = 60_000;
/** Longest refusal that is read, in characters. */
const maxRefusalLength = 64 * 1024;
const exporting = adminOperation('The export of the audit', {
  codes: { 400: 'INPUT_INVALID' },
  hints: { 503: 'Try again later.' },
});

function brokenOff(cause: unknown): ActionError {
  return new ActionError('REMOTE_UNREACHABLE', 'The export of the audit broke off, or got no answer.', {
    hint: 'Check that the server may be reached (DNS, proxy, firewall, TLS).',
    cause,
    retry: {},
  });
}

/** The body as it comes; a server that is silent for too long is given up, a reader of ours that is slow is not. */
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
    // A reader that stops early ends the request.
    silence.abort();
  }
}

async function refuse(response: Response, body: AsyncIterable<string>): Promise<never> {
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
  throw new ActionError('REMOTE_MALFORMED', 'The server answered the export with something else.', {
    hint: 'Check that --url is the address of an Atmos Pro server of this project.',
  });
}

async function* exportOnce(connection: Connection, query: URLSearchParams): AsyncGenerator<ExportedLines> {
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
  if (response.status !== 200 || !isExport) await refuse(response, body);
  yield* readLines(body, Number(query.get('after') ?? 0));
}

/** @param query of the route. Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*; what was yielded before is good. */
export async function* exportAudit(
  connection: Connection,
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
      const delay = verdict === true ? backoffDelay(failures, peerRetry, systemRandom) : verdict.afterMs;
      await sleep(Math.min(delay, peerRetry.maxDelayMs));
    }
  }
}
