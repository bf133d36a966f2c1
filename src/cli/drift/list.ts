/** `atmos-pro drift list`: a table, or one JSON object per line, and how to continue. */
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { listPages, type PageOptions, sayMore } from '../admin/list-pages.ts';
import { openConnection } from '../admin/open-connection.ts';
import type { OutputFormat } from '../format-option.ts';
import { type DriftFields, renderDriftList, toDriftFields } from './render.ts';

export interface ListDriftOptions extends ConnectionOptions, PageOptions {
  readonly format: OutputFormat;
  readonly status?: string | undefined;
  readonly repository?: string | undefined;
  readonly stack?: string | undefined;
}

const listing = adminOperation('The list of instances', { codes: { 400: 'INPUT_INVALID' } });

/** Throws INPUT_*, DENIED_ADMIN, REMOTE_*. */
export async function listDrift(options: ListDriftOptions): Promise<void> {
  const { format, status, repository, stack } = options;
  const connection = openConnection(options);
  const { workspace } = connection;
  const instances: DriftFields[] = [];
  const next = await listPages(
    createAdminServer(connection, { fetch: systemFetch }),
    {
      operation: listing,
      path: '/drift',
      field: 'instances',
      query: { workspace, status, repository, stack },
    },
    { ...options, onEntry: (entry) => instances.push(toDriftFields(entry)) },
  );
  // Standard output is for instances only.
  if (instances.length === 0) process.stderr.write('No instances.\n');
  else if (format === 'text') process.stdout.write(`${renderDriftList(instances)}\n`);
  else for (const instance of instances) process.stdout.write(`${JSON.stringify(instance)}\n`);
  sayMore(next);
}
