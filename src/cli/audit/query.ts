/** The filters of the audit routes as options. The server validates their values. */
import { type Command, Option } from 'commander';
import type { AdminConnection, ConnectionOptions } from '../admin/connection.ts';

export interface AuditFilterOptions extends ConnectionOptions {
  readonly repository?: string;
  readonly source?: string;
  readonly event?: string;
  readonly outcome?: string;
  readonly actor?: string;
  readonly run?: string;
  readonly trace?: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: string;
}

const names = [
  'repository',
  'source',
  'event',
  'outcome',
  'actor',
  'run',
  'trace',
  'from',
  'to',
  'after',
] as const satisfies readonly (keyof AuditFilterOptions)[];

export function addFilterOptions(command: Command): Command {
  return command
    .option('--repository <owner/name>', 'only requests of this repository; its id is accepted too')
    .option('--source <owner/name>', 'only requests for tokens for this repository; its id is accepted too')
    .option('--event <event>', 'only this event, such as token.mint, or a prefix such as lock.*')
    .addOption(
      new Option('--outcome <outcome>', 'only entries with this outcome').choices([
        'allowed',
        'denied',
        'failed',
      ]),
    )
    .option('--actor <login>', 'only runs that this user started; admin:NAME for an admin')
    .option('--run <id>', 'only entries of this workflow run')
    .option('--trace <id>', 'only entries of the request with this trace id')
    .option('--from <time>', 'only entries at or after this time, in RFC 3339 with a time zone')
    .option('--to <time>', 'only entries before this time');
}

/** The query parameters of a request. */
export function readQuery(
  options: AuditFilterOptions,
  { workspace }: Pick<AdminConnection, 'workspace'>,
): URLSearchParams {
  const query = new URLSearchParams({ workspace });
  for (const name of names) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  return query;
}
