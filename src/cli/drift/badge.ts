/** `atmos-pro drift badge`: the Markdown of an instance's badge. */
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { type OutputFormat, printAs } from '../format-option.ts';

export interface PrintBadgeOptions extends ConnectionOptions {
  readonly format: OutputFormat;
  readonly stack: string;
  readonly component: string;
}

const creating = adminOperation('The badge', { codes: { 400: 'INPUT_INVALID' } });

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function printBadge(repository: string, options: PrintBadgeOptions): Promise<void> {
  const { format, stack, component } = options;
  const connection = openConnection(options);
  const { send } = createAdminServer(connection, { fetch: systemFetch });
  const body = JSON.stringify({ workspace: connection.workspace, repository, stack, component });
  const badge = await send(creating, '/drift/badges', { method: 'POST', body });
  printAs(format, toPrintable(badge['markdown']), badge);
}
