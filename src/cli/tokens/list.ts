/** `atmos-pro tokens list`: a table, or one JSON object per line, and how to continue. */
import { isRecord } from '../../base/text.ts';
import { systemFetch } from '../../server/system-ports.ts';
import { adminOperation, createAdminServer } from '../admin/admin-server.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { listPages, type PageOptions, sayMore } from '../admin/list-pages.ts';
import { openConnection } from '../admin/open-connection.ts';
import { toPrintable } from '../admin/printable.ts';
import { renderColumns } from '../columns.ts';
import type { OutputFormat } from '../format-option.ts';

export interface ListTokensOptions extends ConnectionOptions, PageOptions {
  readonly format: OutputFormat;
}

const listing = adminOperation('The list of tokens', { codes: { 400: 'INPUT_INVALID' } });
const tokenHead = ['SHA-256', 'STATE', 'UNTIL', 'JOB', 'RUN', 'REPOSITORIES', 'PERMISSIONS'] as const;

function renderToken(entry: unknown): string[] {
  const { sha256, state, expiresAt, repository, runId, repositories, permissions } = isRecord(entry)
    ? entry
    : {};
  const names = Array.isArray(repositories) ? repositories.map(toPrintable) : [];
  const levels = isRecord(permissions) ? Object.entries(permissions) : [];
  return [
    ...[sha256, state, expiresAt, repository, runId].map((value) => toPrintable(value) || '-'),
    names.join(', ') || '-',
    levels.map(([name, level]) => `${toPrintable(name)}:${toPrintable(level)}`).join(','),
  ];
}

/** Throws INPUT_INVALID, DENIED_ADMIN, REMOTE_*. */
export async function printTokens(options: ListTokensOptions): Promise<void> {
  const server = createAdminServer(openConnection(options), { fetch: systemFetch });
  const found: unknown[] = [];
  const next = await listPages(
    server,
    { operation: listing, path: '/tokens', field: 'tokens', query: { workspace: options.workspace } },
    { ...options, onEntry: (entry) => found.push(entry) },
  );
  // Standard output is for tokens only.
  if (found.length === 0) process.stderr.write('No tokens.\n');
  else if (options.format === 'text')
    process.stdout.write(`${renderColumns([tokenHead, ...found.map(renderToken)])}\n`);
  else for (const entry of found) process.stdout.write(`${JSON.stringify(entry)}\n`);
  sayMore(next);
}
