/** Applies events of repositories: one that is archived, deleted or transferred deploys no more. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { Advance } from './advance.ts';
import { readLockedBatch } from './batch-table.ts';
import type { DefaultBranches } from './default-branches.ts';
import type { PrepareDelivery } from './seams.ts';

export interface RepositoryEventPorts {
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply'>;
  readonly defaultBranches: Pick<DefaultBranches, 'forget'>;
}

const ending: ReadonlySet<string> = new Set(['archived', 'deleted', 'transferred']);

async function withdrawAll(
  trx: Kysely<Database>,
  repositoryId: string,
  { dialect, advance }: RepositoryEventPorts,
): Promise<void> {
  const rows = await trx
    .selectFrom('batches')
    .select('id')
    .where('repository_id', '=', repositoryId)
    .where('state', 'in', ['expected', 'resolving', 'held', 'running'])
    .orderBy('id')
    .execute();
  for (const { id } of rows) {
    const batch = await readLockedBatch(trx, dialect, id);
    if (batch !== undefined) await advance.apply(trx, batch, { type: 'withdrawn' });
  }
}

export function createRepositoryEvents(ports: RepositoryEventPorts): PrepareDelivery {
  return async ({ action }, repository) => {
    ports.defaultBranches.forget(repository);
    return async (trx) => {
      if (!ending.has(action))
        return { status: 'ignored', reason: 'Names and branches are read when they are needed.' };
      await withdrawAll(trx, repository.repositoryId, ports);
      return { status: 'applied' };
    };
  };
}
