/** Sends the requests about batches to the server that options and environment name. Every refusal is an `ActionError`. */
import { ActionError } from '../../base/errors.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { type AdminServer, adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface BatchServer {
  readonly workspace: string;
  readonly send: AdminServer['send'];
  /** A page of its deployments; `after`: `next` of the page before. */
  show(id: string, after?: string): Promise<Fields>;
  steer(id: string, command: 'release' | 'retry', body: Fields): Promise<Fields>;
}

const hints = { 404: 'Run `atmos-pro batches list` to see the batches of the workspace.' };
const codes = { 400: 'INPUT_INVALID' } as const;
const showing = adminOperation('The batch lookup', { hints, codes });
const steering = {
  release: adminOperation('The release', { hints, codes }),
  retry: adminOperation('The retry', { hints, codes }),
};
const pageSize = '200';

/** Throws INPUT_INVALID. */
export function readBatchId(text: string): string {
  if (/^[1-9]\d{0,14}$/.test(text)) return text;
  throw new ActionError('INPUT_INVALID', `Invalid id of a batch: ${JSON.stringify(text)}.`, {
    hint: 'Use the number that `atmos-pro batches list` shows.',
  });
}

/** Throws INPUT_* as `readConnection` does. */
export function openBatchServer(options: ConnectionOptions): BatchServer {
  const connection = openConnection(options);
  const { workspace } = connection;
  const { send } = createAdminServer(connection, { fetch: systemFetch });
  return {
    workspace,
    send,
    show(id, after) {
      const query = new URLSearchParams({ workspace, limit: pageSize });
      if (after !== undefined) query.set('after', after);
      return send(showing, `/batches/${id}?${query}`);
    },
    steer: (id, command, body) =>
      send(steering[command], `/batches/${id}/${command}`, {
        method: 'POST',
        body: JSON.stringify({ ...body, workspace }),
      }),
  };
}
