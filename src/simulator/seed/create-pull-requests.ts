/** Makes the pull requests of a seed. Accounts and repositories must exist. */

import { createIdSource, firstIds } from '../world/ids.ts';
import { findAccount, findRepository, type Repository, type World } from '../world/world.ts';
import { defaultActor } from './create-accounts.ts';
import type { PullRequestSeed, WorldSeed } from './seed-types.ts';

/** Head of a branch that does not exist. */
const noSha = '0'.repeat(40);

function findNamed(world: World, fullName: string): Repository | undefined {
  const [owner = '', name = ''] = fullName.split('/');
  return findRepository(world, owner, name);
}

function createPullRequest(
  world: World,
  repository: Repository,
  options: { readonly seed: PullRequestSeed; readonly number: number; readonly id: number },
): void {
  const { seed, number, id } = options;
  const { state = 'open' } = seed;
  const now = world.clock.now();
  const head = seed.head_repository === undefined ? repository : findNamed(world, seed.head_repository);
  repository.pullRequests.set(number, {
    id,
    number,
    title: seed.title ?? `Merge ${seed.head}`,
    body: seed.body ?? null,
    authorId: findAccount(world, seed.author ?? defaultActor)?.id ?? 0,
    state,
    draft: seed.draft ?? false,
    headRepositoryId: head?.id ?? 0,
    headRef: seed.head,
    baseRef: seed.base ?? repository.git.defaultBranch(),
    headSha: head?.git.readRef(`refs/heads/${seed.head}`) ?? noSha,
    labels: new Set(seed.labels ?? []),
    requestedReviewers: new Set(),
    reviews: [],
    createdAt: now,
    updatedAt: now,
    closedAt: state === 'open' ? undefined : now,
    mergedAt: state === 'merged' ? now : undefined,
    mergedById: undefined,
    mergeSha: undefined,
  });
}

export function createPullRequests(world: World, seed: WorldSeed): void {
  const nextId = createIdSource(firstIds.pullRequest, []);
  for (const { name, pull_requests: seeds = [] } of seed.repositories ?? []) {
    const repository = findNamed(world, name);
    if (repository === undefined) continue;
    const nextNumber = createIdSource(
      1,
      seeds.map(({ number }) => number),
    );
    for (const one of seeds) {
      createPullRequest(world, repository, {
        seed: one,
        number: one.number ?? nextNumber(),
        id: nextId(),
      });
    }
  }
}
