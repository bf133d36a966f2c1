/** `atmos-pro drift causes`: a table, or one JSON object per line; of one cause, its instances. */
import { isRecord } from '../../base/text.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { renderColumns } from '../columns.ts';
import type { OutputFormat } from '../format-option.ts';
import { readCauseId } from './cause-id.ts';

export interface ListCausesOptions extends ConnectionOptions {
  readonly format: OutputFormat;
  readonly repository?: string | undefined;
  readonly cause?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const hints = { 404: 'Run `atmos-pro drift causes` to see the causes.' };
const listing = adminOperation('The list of causes', { hints, codes: { 400: 'INPUT_INVALID' } });
const head = ['CAUSE', 'INSTANCES', 'REPOSITORIES', 'WHAT'];

function recordsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function renderCause({ id, instanceCount, repositoryCount, description }: Fields): readonly string[] {
  return [id, instanceCount, repositoryCount, description].map(toPrintable);
}

/** The sentence, and the instances below it. */
function renderOne({ description, instances, instanceCount }: Fields): string {
  const shown = recordsOf(instances);
  const rows = shown.map(({ repository, stack, component }) =>
    [repository, stack, component].map(toPrintable),
  );
  const left = Number(instanceCount) - shown.length;
  const rest = left > 0 ? `\nand ${left} more` : '';
  return `${toPrintable(description)}\n${renderColumns([['REPOSITORY', 'STACK', 'COMPONENT'], ...rows])}${rest}`;
}

function sayRest({ ignored, truncated }: Fields): void {
  const { changes, instances } = isRecord(ignored) ? ignored : {};
  if (typeof changes === 'number' && changes > 0)
    process.stderr.write(
      `Ignored by drift.ignore: ${changes} changes; ${toPrintable(instances)} instances are in sync without them.\n`,
    );
  if (truncated === true)
    process.stderr.write('There are more causes. Use --repository to see those of one.\n');
}

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function listCauses(options: ListCausesOptions): Promise<void> {
  const { format, repository, cause } = options;
  const connection = openConnection(options);
  const query = new URLSearchParams({ workspace: connection.workspace });
  if (repository !== undefined) query.set('repository', repository);
  if (cause !== undefined) query.set('cause', readCauseId(cause));
  const { send } = createAdminServer(connection, { fetch: systemFetch });
  const data = await send(listing, `/drift/causes?${query}`);
  const causes = recordsOf(data['causes']);
  // Standard output is for causes only.
  if (causes.length === 0) process.stderr.write('No drift.\n');
  else if (format !== 'text') for (const one of causes) process.stdout.write(`${JSON.stringify(one)}\n`);
  else if (cause !== undefined) for (const one of causes) process.stdout.write(`${renderOne(one)}\n`);
  else process.stdout.write(`${renderColumns([head, ...causes.map(renderCause)])}\n`);
  sayRest(data);
}
