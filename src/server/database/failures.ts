/** Tells a database that does not answer from a bug in the server. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';

/** Classes of SQLSTATE that say nothing about the statement: connection, resources, operator, system, read-only, lock. */
const postgresOutage = /^(?:08|53|57|58|XX|25006|55P03|40001|40P01|28|3D)/;
/** SQLite's primary result codes: BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB. */
const sqliteOutage = new Set([5, 6, 8, 10, 11, 13, 14, 15, 26]);

function isOutage(error: unknown): boolean {
  if (!isRecord(error)) return false;
  const { code, errcode, message } = error;
  // Extended result codes carry the primary one in their low byte.
  if (typeof errcode === 'number') return sqliteOutage.has(errcode & 0xff);
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E'))
    return postgresOutage.test(code);
  // Without a SQLSTATE it never reached the statement: refused, reset, timed out, closed.
  return typeof code === 'string'
    ? /^(?:E[A-Z]+|CERT_|ERR_TLS|SELF_)/.test(code)
    : /connect|timeout|terminated|closed|pool/i.test(String(message));
}

/** SQLSTATEs of text that PostgreSQL cannot store, such as NUL. */
const unstorableStates = new Set(['22021', '22P05']);

/** The request held text that the database cannot store: the client's fault, answered with 400. */
class UnstorableText extends Error {
  readonly statusCode = 400;
}

function describeText(error: unknown): UnstorableText | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && unstorableStates.has(code)
    ? new UnstorableText('The request holds text that cannot be stored.')
    : undefined;
}

/** `REMOTE_STORE` for an outage, `undefined` for anything else. */
export function describeOutage(error: unknown): ActionError | undefined {
  if (error instanceof ActionError || !isOutage(error)) return undefined;
  return new ActionError('REMOTE_STORE', 'The database did not answer.', {
    hint: 'Check DATABASE_URL, the disk and the log of the database.',
    cause: error,
  });
}

/** Runs `work`; an outage becomes `REMOTE_STORE`, text that cannot be stored an error of status 400, anything else passes unchanged. */
export async function reachStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw describeOutage(error) ?? describeText(error) ?? error;
  }
}

/** Whether a statement of PostgreSQL failed because a row would have been there twice. */
export function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';
}
