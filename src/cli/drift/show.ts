/** `atmos-pro drift show`: one instance with its last results, detections and remediations. */
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { renderDriftDetails } from './render.ts';

export interface InstanceArguments {
  readonly repository: string;
  readonly stack: string;
  readonly component: string;
}

const hints = { 404: 'Run `atmos-pro drift list` to see the instances with drift detection.' };
const showing = adminOperation('The instance lookup', { hints, codes: { 400: 'INPUT_INVALID' } });

/** Throws INPUT_*, DENIED_ADMIN, REMOTE_*. */
export async function printDrift(
  instance: InstanceArguments,
  options: ConnectionOptions & { readonly format: OutputFormat },
): Promise<void> {
  const connection = openConnection(options);
  const { send } = createAdminServer(connection, { fetch: systemFetch });
  const query = new URLSearchParams({ workspace: connection.workspace, ...instance });
  const shown = await send(showing, `/drift/instance?${query}`);
  printAs(options.format, renderDriftDetails(shown), shown);
}
