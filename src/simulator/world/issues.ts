/** Opens, closes and reopens issues of a repository. */
import { nextIdOf } from './ids.ts';
import type { SimulatedIssue } from './pull-requests.ts';
import type { Repository, World } from './world.ts';

/** Of the next issue or pull request. */
export function nextIssueNumber({ issues, pullRequests }: Repository): number {
  return Math.max(0, ...issues.keys(), ...pullRequests.keys()) + 1;
}

export function createIssue(
  world: World,
  repository: Repository,
  options: Pick<SimulatedIssue, 'appId' | 'authorId' | 'body' | 'title'>,
): SimulatedIssue {
  const now = world.clock.now();
  const number = nextIssueNumber(repository);
  const issue: SimulatedIssue = {
    ...{ id: nextIdOf(world.lastIds, 'issue'), number, ...options },
    ...{ state: 'open', stateReason: null, createdAt: now, updatedAt: now, closedAt: undefined },
  };
  repository.issues.set(number, issue);
  return issue;
}

/** A state that it has already changes nothing. */
export function moveIssue(
  world: World,
  issue: SimulatedIssue,
  { state, reason }: { readonly state: 'open' | 'closed'; readonly reason: SimulatedIssue['stateReason'] },
): void {
  if (issue.state === state) return;
  issue.state = state;
  issue.stateReason = state === 'open' ? 'reopened' : (reason ?? 'completed');
  issue.closedAt = state === 'open' ? undefined : world.clock.now();
}
