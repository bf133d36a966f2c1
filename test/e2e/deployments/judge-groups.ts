/** Judges what became of the groups of a merge queue. */
import type { DeploymentsScene } from './scene.ts';

const passing: readonly (string | null)[] = ['success', 'neutral', 'skipped'];

/**
 * Where a pull request of every group has planned something: groups that pass at some moment, though nothing was uploaded for them. A group that
 * passes is merged, and its commit gets the check of the merge.
 */
export function findPassed({ simulator, uploads, checkStates }: DeploymentsScene): readonly string[] {
  const groups = simulator.world.events.filter(
    ({ event, action }) => event === 'merge_group' && action === 'checks_requested',
  );
  return groups
    .filter(({ after }) => !uploads.some(({ sha }) => sha === after))
    .flatMap(({ after }) =>
      checkStates
        .filter(({ head_sha: head, conclusion }) => head === after && passing.includes(conclusion))
        .map(({ conclusion }) => `the group ${after} without an upload was ${conclusion}`),
    );
}
