/** `atmos-pro deliveries list`: a table, or one JSON object per line, and how to continue. */
import { isRecord } from '../../base/text.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { listPages, type PageOptions, sayMore } from '../admin/list-pages.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { renderColumns } from '../columns.ts';
import type { OutputFormat } from '../format-option.ts';

export interface ListDeliveriesOptions extends ConnectionOptions, PageOptions {
  readonly format: OutputFormat;
  readonly state?: string | undefined;
  readonly event?: string | undefined;
  readonly repository?: string | undefined;
}

const listing = adminOperation('The list of deliveries', { codes: { 400: 'INPUT_INVALID' } });
const deliveryHead = ['ID', 'RECEIVED', 'STATE', 'EVENT', 'REPOSITORY', 'GUID', 'WHY'] as const;

function renderDelivery(entry: unknown): string[] {
  const { id, receivedAt, state, event, action, repository, guid, message, attempts } = isRecord(entry)
    ? entry
    : {};
  const name = [event, action].map(toPrintable).filter(Boolean).join('.');
  const tried = typeof attempts === 'number' && attempts > 0 ? ` (${attempts} failed attempts)` : '';
  const cells = [repository, guid].map(toPrintable);
  const why = toPrintable(message) || '-';
  return [toPrintable(id), toPrintable(receivedAt), toPrintable(state) + tried, name, ...cells, why];
}

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function listDeliveries(options: ListDeliveriesOptions): Promise<void> {
  const { format, state, event, repository, workspace } = options;
  const server = createAdminServer(openConnection(options), { fetch: systemFetch });
  const found: unknown[] = [];
  const query = { workspace, state, event, repository };
  const next = await listPages(
    server,
    { operation: listing, path: '/deliveries', field: 'deliveries', query },
    { ...options, onEntry: (entry) => found.push(entry) },
  );
  // Standard output is for deliveries only.
  if (found.length === 0) process.stderr.write('No deliveries.\n');
  else if (format === 'text')
    process.stdout.write(`${renderColumns([deliveryHead, ...found.map(renderDelivery)])}\n`);
  else for (const entry of found) process.stdout.write(`${JSON.stringify(entry)}\n`);
  sayMore(next);
}
