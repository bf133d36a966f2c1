/** Applies events of repositories: one that is archived, deleted or transferred deploys no more. */
import type { DefaultBranches } from './default-branches.ts';
import type { PrepareDelivery } from './seams.ts';
import { type WithdrawPorts, withdrawAll } from './withdraw-all.ts';

export interface RepositoryEventPorts extends WithdrawPorts {
  readonly defaultBranches: Pick<DefaultBranches, 'forget'>;
}

const ending: ReadonlySet<string> = new Set(['archived', 'deleted', 'transferred']);

export function createRepositoryEvents(ports: RepositoryEventPorts): PrepareDelivery {
  return async ({ action }, repository) => {
    ports.defaultBranches.forget(repository);
    return async (trx) => {
      if (!ending.has(action))
        return { status: 'ignored', reason: 'Names and branches are read when they are needed.' };
      await withdrawAll(trx, { repositoryId: repository.repositoryId }, ports);
      return { status: 'applied' };
    };
  };
}
