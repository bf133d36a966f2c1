/** `atmos-pro drift remediate`. The server decides whether it may be done, and keeps the reason. */
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { readReason } from '../admin/read-reason.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import type { InstanceArguments } from './show.ts';

const hints = { 404: 'Run `atmos-pro drift list` to see the instances with drift detection.' };
const starting = adminOperation('The remediation', { hints, codes: { 400: 'INPUT_INVALID' } });

/** Throws INPUT_*, DENIED_ADMIN, REMOTE_*. */
export async function remediateDrift(
  { repository, stack, component }: InstanceArguments,
  options: ConnectionOptions & { readonly format: OutputFormat; readonly reason: string },
): Promise<void> {
  const reason = readReason(options.reason);
  const connection = openConnection(options);
  const { workspace } = connection;
  const { send } = createAdminServer(connection, { fetch: systemFetch });
  const body = JSON.stringify({ workspace, repository, instances: [{ stack, component }], reason });
  const started = await send(starting, '/drift/remediate', { method: 'POST', body });
  const batch = toPrintable(started['batch']);
  const text = `Started the remediation of ${toPrintable(component)} in ${toPrintable(stack)}: batch ${batch}.`;
  printAs(options.format, text, started);
}
