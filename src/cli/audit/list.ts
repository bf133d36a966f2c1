/** `atmos-pro audit list`: a table, or one JSON object per line, and how to continue. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { renderColumns } from '../columns.ts';
import { type AuditFilterOptions, readQuery } from './query.ts';
import { summarizeDetails } from './summarize-details.ts';

export interface ListAuditOptions extends AuditFilterOptions {
  readonly format: 'text' | 'json';
  readonly order: 'newest' | 'oldest';
  readonly limit: string;
}

/** Maximum of --limit; `audit export` has no limit. */
const maxLimit = 10_000;
/** Entries per request: an entry for a mint from many sources is long. */
const pageSize = 50;
const listing = adminOperation('The list of audit entries', { codes: { 400: 'INPUT_INVALID' } });
const auditHead = ['TIME', 'OUTCOME', 'EVENT', 'REPOSITORY', 'ACTOR', 'RUN', 'TRACE', 'WHAT'] as const;
const columns = ['at', 'outcome', 'event', 'repository', 'actor', 'runId', 'traceId'] as const;

function readLimit(text: string): number {
  const limit = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
  if (limit <= maxLimit) return limit;
  throw new ActionError(
    'INPUT_INVALID',
    `Invalid --limit: expected a whole number from 1 to ${maxLimit}, got ${JSON.stringify(text)}.`,
    {
      hint: 'To get all entries, use `atmos-pro audit export`.',
    },
  );
}

function renderRow(entry: unknown, source: string | undefined): string[] {
  const fields = isRecord(entry) ? entry : {};
  return [
    ...columns.map((name) => toPrintable(fields[name]) || '-'),
    summarizeDetails(fields['details'], source),
  ];
}

/** Throws INPUT_*, DENIED_ADMIN, REMOTE_*. */
export async function listAudit(options: ListAuditOptions): Promise<void> {
  const connection = openConnection(options);
  const server = createAdminServer(connection, { fetch: systemFetch });
  const query = readQuery(options, connection);
  query.set('order', options.order);
  const rows: string[][] = [];
  let next: string | undefined;
  let listed = 0;
  for (let left = readLimit(options.limit); left > 0; ) {
    query.set('limit', String(Math.min(left, pageSize)));
    const data = await server.send(listing, `/audit?${query}`);
    const entries: readonly unknown[] = Array.isArray(data['entries']) ? data['entries'] : [];
    for (const entry of entries) {
      if (options.format === 'json') process.stdout.write(`${JSON.stringify(entry)}\n`);
      else rows.push(renderRow(entry, options.source));
    }
    listed += entries.length;
    left -= entries.length;
    next = typeof data['next'] === 'string' ? data['next'] : undefined;
    // With the oldest first there is always a cursor, for entries to come.
    if (next === undefined || entries.length === 0) break;
    query.set('after', next);
  }
  // Standard output is for entries only.
  if (listed === 0) process.stderr.write('No entries.\n');
  if (rows.length > 0) process.stdout.write(`${renderColumns([auditHead, ...rows])}\n`);
  if (next !== undefined) process.stderr.write(`To continue, use --after ${next}\n`);
}
