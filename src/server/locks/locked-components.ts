/** What a run works on, as far as its locks tell: a job that runs an instance holds its lock. */
import type { LockStore } from './store.ts';

export interface LockedComponentsQuery {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly stack: string;
  readonly runId: string;
}

/** The components of `stack` whose locks the run holds now. */
export async function findLockedComponents(
  { workspaceId, repositoryId, stack, runId }: LockedComponentsQuery,
  locks: Pick<LockStore, 'list'>,
): Promise<ReadonlySet<string>> {
  const prefix = `${stack}/`;
  // One page: a run that would need more to be told apart gets the answer of one without locks.
  const { records } = await locks.list({ workspaceId, repositoryId, prefix, state: 'held' });
  return new Set(
    records.filter(({ holder }) => holder.runId === runId).map(({ path }) => path.slice(prefix.length)),
  );
}
