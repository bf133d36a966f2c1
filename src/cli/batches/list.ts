/** `atmos-pro batches list`: a table, or one JSON object per line, and how to continue. */
import { adminOperation } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { listPages, type PageOptions, sayMore } from '../admin/list-pages.ts';
import type { OutputFormat } from '../format-option.ts';
import { openBatchServer } from './batch-server.ts';
import { renderBatches, toFields } from './render.ts';

export interface ListBatchesOptions extends ConnectionOptions, PageOptions {
  readonly format: OutputFormat;
  readonly state?: string | undefined;
  readonly repository?: string | undefined;
  readonly pull?: string | undefined;
}

const listing = adminOperation('The list of batches', { codes: { 400: 'INPUT_INVALID' } });

export async function listBatches(options: ListBatchesOptions): Promise<void> {
  const { format, state, repository, pull } = options;
  const { workspace, send } = openBatchServer(options);
  const batches: Readonly<Record<string, unknown>>[] = [];
  const query = { workspace, state, repository, pull };
  const next = await listPages(
    { send },
    { operation: listing, path: '/batches', field: 'batches', query },
    { ...options, onEntry: (entry) => batches.push(toFields(entry)) },
  );
  // Standard output is for batches only.
  if (batches.length === 0) process.stderr.write('No batches.\n');
  else if (format === 'text') process.stdout.write(`${renderBatches(batches)}\n`);
  else for (const batch of batches) process.stdout.write(`${JSON.stringify(batch)}\n`);
  sayMore(next);
}
