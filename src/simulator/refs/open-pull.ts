/** Opens pull requests, for people and for tokens, and records the event. */
import type { Causer } from '../world/actors.ts';
import { firstIds } from '../world/ids.ts';
import { nextIssueNumber } from '../world/issues.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { ownerOf, type Repository, type World } from '../world/world.ts';
import { recordEvent } from './events.ts';

export interface NewPull {
  readonly head: Repository;
  readonly headRef: string;
  readonly baseRef: string;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
  readonly authorId: number;
  readonly by: Causer;
}

/** Why GitHub opens none: a field of the request that is invalid, or a sentence of GitHub's. */
export type PullProblem = { readonly field: 'head' | 'base' } | { readonly message: string };

function nextPullId(world: World): number {
  const ids = [...world.repositories.values()].flatMap(({ pullRequests }) =>
    [...pullRequests.values()].map(({ id }) => id),
  );
  return Math.max(firstIds.pullRequest - 1, ...ids) + 1;
}

type Branches = Pick<NewPull, 'head' | 'headRef' | 'baseRef'>;

function findTwin(
  { pullRequests }: Repository,
  { head, headRef, baseRef }: Branches,
): SimulatedPullRequest | undefined {
  return [...pullRequests.values()].find(
    (pull) =>
      pull.state === 'open' &&
      pull.headRepositoryId === head.id &&
      pull.headRef === headRef &&
      pull.baseRef === baseRef,
  );
}

export function openPull(
  world: World,
  repository: Repository,
  opened: NewPull,
): SimulatedPullRequest | PullProblem {
  const { head, headRef, baseRef, title, body, draft, authorId, by } = opened;
  const headSha = head.git.readRef(`refs/heads/${headRef}`);
  const baseSha = repository.git.readRef(`refs/heads/${baseRef}`);
  if (headSha === undefined) return { field: 'head' };
  if (baseSha === undefined) return { field: 'base' };
  if (headSha === baseSha) return { message: `No commits between ${baseRef} and ${headRef}` };
  if (findTwin(repository, opened) !== undefined)
    return { message: `A pull request already exists for ${ownerOf(world, head).login}:${headRef}.` };
  const number = nextIssueNumber(repository);
  const now = world.clock.now();
  const pull: SimulatedPullRequest = {
    ...{ id: nextPullId(world), number, title, body, authorId, state: 'open', draft },
    ...{ headRepositoryId: head.id, headRef, baseRef, headSha, labels: new Set(), reviews: [] },
    ...{ requestedReviewers: new Set(), createdAt: now, updatedAt: now, closedAt: undefined },
    ...{ mergedAt: undefined, mergedById: undefined, mergeSha: undefined },
  };
  repository.pullRequests.set(number, pull);
  const about = { event: 'pull_request', repositoryId: repository.id, subject: number } as const;
  recordEvent(world, by, { ...about, action: 'opened' });
  return pull;
}
