/** What a run is about, as far as its locks tell: whoever runs an instance holds its lock. */
import type { LockStore } from '../locks/store.ts';

/** The components of `stack` whose locks the run holds now. */
export async function findLockedComponents(
  {
    workspaceId,
    repositoryId,
    stack,
    runId,
  }: {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly stack: string;
    readonly runId: string;
  },
  locks: Pick<LockStore, 'list'>,
): Promise<ReadonlySet<string>> {
  const prefix = `${stack}/`;
  // One page: a run that needs more of them to be told apart gets the answer of one without locks.
  const { records } = await locks.list({ workspaceId, repositoryId, prefix, state: 'held' });
  return new Set(
    records.filter(({ holder }) => holder.runId === runId).map(({ path }) => path.slice(prefix.length)),
  );
}
