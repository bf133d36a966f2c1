/** `atmos-pro batches show`: one batch by its id, or the newest of a pull request, with all of its deployments. */
import { ActionError } from '../../base/errors.ts';
import { adminOperation } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { type BatchServer, openBatchServer, readBatchId } from './batch-server.ts';
import { renderBatchDetails, toFields } from './render.ts';

export interface ShowBatchOptions extends ConnectionOptions {
  readonly format: OutputFormat;
}

/** Guards against a server whose list never ends. */
const maxPages = 1_000;
const finding = adminOperation('The list of batches', { codes: { 400: 'INPUT_INVALID' } });

async function findNewest(
  { repository, pull }: { readonly repository: string; readonly pull: string },
  { workspace, send }: BatchServer,
): Promise<string> {
  const query = new URLSearchParams({ workspace, repository, pull, limit: '1' });
  const { batches } = await send(finding, `/batches?${query}`);
  const id = toPrintable(toFields(Array.isArray(batches) ? batches[0] : undefined)['id']);
  if (id !== '') return id;
  throw new ActionError('REMOTE_REFUSED', `${repository}#${pull} has no batch in the workspace.`, {
    hint: 'Check the name and the number. A pull request has batches if its repository has `deployments` in the server configuration.',
  });
}

async function findId(name: string, server: BatchServer): Promise<string> {
  const [, repository, pull] = /^([^/#\s]+\/[^/#\s]+)#([1-9]\d{0,14})$/.exec(name) ?? [];
  return repository === undefined || pull === undefined
    ? readBatchId(name)
    : findNewest({ repository, pull }, server);
}

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function printBatch(name: string, options: ShowBatchOptions): Promise<void> {
  const server = openBatchServer(options);
  const id = await findId(name, server);
  const { next: first, ...batch } = await server.show(id);
  const deployments: unknown[] = [];
  let page: unknown = batch['deployments'];
  let next = first;
  for (let count = 0; count < maxPages; count += 1) {
    if (Array.isArray(page)) deployments.push(...page);
    if (typeof next !== 'string') break;
    ({ deployments: page, next } = await server.show(id, next));
  }
  const whole = { ...batch, deployments };
  printAs(options.format, renderBatchDetails(whole), whole);
}
