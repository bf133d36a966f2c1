/** The commit at the head of a pull request. */
import type { SimulatedPullRequest } from './pull-requests.ts';
import type { World } from './world.ts';

/** Follows the branch while the pull request is open. */
export function headShaOf(world: World, pull: SimulatedPullRequest): string {
  const { git } = world.repositories.get(pull.headRepositoryId) ?? {};
  const current = pull.state === 'open' ? git?.readRef(`refs/heads/${pull.headRef}`) : undefined;
  return current ?? pull.headSha;
}
