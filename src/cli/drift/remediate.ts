/** `atmos-pro drift remediate`. The server decides whether it may be done, and keeps the reason. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { readReason } from '../admin/read-reason.ts';
import { type OutputFormat, printAs } from '../format-option.ts';
import { readCauseId } from './cause-id.ts';

interface RemediateArguments {
  readonly repository: string;
  readonly stack: string | undefined;
  readonly component: string | undefined;
}

const hints = {
  404: 'Run `atmos-pro drift list` to see the instances with drift detection, and `atmos-pro drift causes` to see the causes.',
};
const starting = adminOperation('The remediation', { hints, codes: { 400: 'INPUT_INVALID' } });

/** What of the body says which instances. Throws INPUT_INVALID. */
function readTarget({ stack, component }: RemediateArguments, cause: string | undefined) {
  if (cause !== undefined) {
    if (stack === undefined) return { cause: readCauseId(cause) };
    throw new ActionError('INPUT_INVALID', '--cause and an instance cannot be combined.', {
      hint: 'Leave out the stack and the component.',
    });
  }
  if (stack === undefined || component === undefined) {
    throw new ActionError('INPUT_INVALID', 'Missing stack and component, or --cause.', {
      hint: 'Name an instance as `<repository> <stack> <component>`, or a cause as `<repository> --cause <id>`.',
    });
  }
  return { instances: [{ stack, component }] };
}

type Fields = Readonly<Record<string, unknown>>;

function nameInstance({ stack, component }: Fields): string {
  return `${toPrintable(component)} in ${toPrintable(stack)}`;
}

/** A line for each instance, and what is left out. */
function renderStarted({ batch, names, left, replaced }: Fields, instances: readonly Fields[]): string {
  const shown = Array.isArray(names) ? names.filter(isRecord) : instances;
  const lines = shown.map(
    (one) => `Started the remediation of ${nameInstance(one)}: batch ${toPrintable(batch)}.`,
  );
  if (typeof left === 'number' && left > 0)
    lines.push(`${left} more have the cause. Run the command again when these have ended.`);
  if (typeof replaced === 'number' && replaced > 0)
    lines.push(
      `${replaced} left out: the stack has a Terraform component with the same name, which would be remediated instead.`,
    );
  return lines.join('\n');
}

/** Throws INPUT_*, DENIED_ADMIN, REMOTE_*. */
export async function remediateDrift(
  named: RemediateArguments,
  options: ConnectionOptions & {
    readonly format: OutputFormat;
    readonly reason: string;
    readonly cause?: string | undefined;
  },
): Promise<void> {
  const reason = readReason(options.reason);
  const target = readTarget(named, options.cause);
  const connection = openConnection(options);
  const { workspace } = connection;
  const { send } = createAdminServer(connection, { fetch: systemFetch });
  const { repository } = named;
  const body = JSON.stringify({ workspace, repository, ...target, reason });
  const started = await send(starting, '/drift/remediate', { method: 'POST', body });
  printAs(options.format, renderStarted(started, target.instances ?? []), started);
}
