/** The filters of the audit routes as options of the command line: the server judges their values. */
import { type Command, Option } from 'commander';
import type { Connection, ConnectionOptions } from '../admin/connection.ts';

export interface FilterOptions extends ConnectionOptions {
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
] as const satisfies readonly (keyof FilterOptions)[];

export function addFilterOptions(command: Command): Command {
  return command
    .option('--repository <owner/name>', 'only what this repository, or its id, asked for')
    .option('--source <owner/name>', 'only who asked for tokens for this repository, or its id')
    .option('--event <event>', 'only this event, such as token.mint; lock.* for all that begin so')
    .addOption(new Option('--outcome <outcome>', 'only this').choices(['allowed', 'denied', 'failed']))
    .option('--actor <login>', 'only who started the run; admin:NAME for an admin')
    .option('--run <id>', 'only this workflow run')
    .option('--trace <id>', 'only what this request decided')
    .option('--from <time>', 'not before this moment, RFC 3339 with a zone')
    .option('--to <time>', 'before this moment');
}

/** The query of a request. */
export function readQuery(
  options: FilterOptions,
  { workspace }: Pick<Connection, 'workspace'>,
): URLSearchParams {
  const query = new URLSearchParams({ workspace });
  for (const name of names) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  return query;
}
