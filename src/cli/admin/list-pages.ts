/** Reads a list of a server page by page, up to `--limit`, and says how to continue. */
import type { Command } from 'commander';
import { ActionError } from '../../base/errors.ts';
import type { Operation } from '../../client/answer.ts';
import type { AdminServer } from './admin-server.ts';

export interface PageOptions {
  readonly limit: string;
  readonly after?: string | undefined;
}

/** Maximum of --limit. */
const maxLimit = 10_000;
/** Entries per request. */
const pageSize = 100;

export function addPageOptions(command: Command): Command {
  return command
    .option('--limit <number>', `maximum number of entries, up to ${maxLimit}`, '50')
    .option('--after <cursor>', 'continue after this cursor, which an earlier list printed');
}

function readLimit(text: string): number {
  const limit = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
  if (limit <= maxLimit) return limit;
  throw new ActionError(
    'INPUT_INVALID',
    `Invalid --limit: expected a whole number from 1 to ${maxLimit}, got ${JSON.stringify(text)}.`,
  );
}

export interface ListRequest {
  readonly operation: Operation;
  /** Such as `/batches`. */
  readonly path: string;
  /** Field of the response with the entries. */
  readonly field: string;
  /** Filters; those that are `undefined` are left out. */
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** Calls `onEntry` with each entry. Returns the cursor of the next one, if there may be more. Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function listPages(
  server: AdminServer,
  { operation, path, field, query }: ListRequest,
  { limit, after, onEntry }: PageOptions & { readonly onEntry: (entry: unknown) => void },
): Promise<string | undefined> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  if (after !== undefined) parameters.set('after', after);
  for (let left = readLimit(limit); ; ) {
    parameters.set('limit', String(Math.min(left, pageSize)));
    const data = await server.send(operation, `${path}?${parameters}`);
    const entries: readonly unknown[] = Array.isArray(data[field]) ? data[field] : [];
    for (const entry of entries) onEntry(entry);
    left -= entries.length;
    const next = typeof data['next'] === 'string' ? data['next'] : undefined;
    if (next === undefined || entries.length === 0 || left <= 0) return next;
    parameters.set('after', next);
  }
}

/** Standard output is for entries only. */
export function sayMore(next: string | undefined): void {
  if (next !== undefined) process.stderr.write(`To continue, use --after ${next}\n`);
}
