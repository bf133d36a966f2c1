/** `atmos-pro deliveries retry`: puts a delivery that was given up back into the queue. */
import { ActionError } from '../../base/errors.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { readReason } from '../admin/read-reason.ts';
import { type OutputFormat, printAs } from '../format-option.ts';

export interface RetryDeliveryOptions extends ConnectionOptions {
  readonly format: OutputFormat;
  readonly reason: string;
}

const retrying = adminOperation('The retry', {
  codes: { 400: 'INPUT_INVALID' },
  hints: { 404: 'Run `atmos-pro deliveries list --state failed` to see those that were given up.' },
});

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function retryDelivery(id: string, options: RetryDeliveryOptions): Promise<void> {
  const reason = readReason(options.reason);
  if (!/^[1-9]\d{0,14}$/.test(id)) {
    throw new ActionError('INPUT_INVALID', `Invalid id of a delivery: ${JSON.stringify(id)}.`, {
      hint: 'Use the number that `atmos-pro deliveries list` shows, not the GUID.',
    });
  }
  const server = createAdminServer(openConnection(options), { fetch: systemFetch });
  const body = JSON.stringify({ workspace: options.workspace, reason });
  const data = await server.send(retrying, `/deliveries/${id}/retry`, { method: 'POST', body });
  printAs(options.format, `Delivery ${id} will be applied again.`, data);
}
