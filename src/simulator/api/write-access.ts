/** Finds the repository of a request that writes to it, and renders violations as REST errors. */

import type { RefViolation } from '../protection/decide-ref-update.ts';
import type { CommitPlace } from '../shapes/commit.ts';
import { fullNameOf } from '../world/world.ts';
import type { OperationRequest } from './api-route.ts';
import type { SimulatorResponse } from './handler.ts';
import { findRepositoryFor, type Need, type RepositoryAccess, repositoryUrl } from './repository-access.ts';
import { apiError, notAccessible } from './responses.ts';

type Allowed = Extract<RepositoryAccess, { status: 'allowed' }>;

export const archivedMessage = 'Repository was archived so is read-only.';

/** Requires `contents` at this level and a repository with a commit. An archived one is read-only. */
export async function findGitDatabaseFor(api: OperationRequest, need: Need): Promise<RepositoryAccess> {
  const access = findRepositoryFor(api, need);
  if (access.status === 'refused') return access;
  const { git, archived } = access.repository;
  const { page } = need;
  if (need.level === 'write' && archived) {
    return { status: 'refused', response: apiError(403, archivedMessage, { page }) };
  }
  const branches = await git.listRefs('refs/heads/');
  return branches.length === 0
    ? { status: 'refused', response: apiError(409, 'Git Repository is empty.', { page }) }
    : access;
}

export function commitPlaceOf(api: OperationRequest, { repository }: Allowed): CommitPlace {
  const { world } = api;
  return {
    world,
    repositoryId: repository.id,
    repositoryUrl: repositoryUrl(api, repository),
    htmlUrl: `${world.urls.server}/${fullNameOf(world, repository)}`,
  };
}

/** 422 for a rule. For workflow files the API does not name the file. */
export function refuseViolation(violation: RefViolation, page: string): SimulatorResponse {
  switch (violation.kind) {
    case 'protection':
      return apiError(422, violation.message, { page });
    case 'ruleset': {
      const list = violation.messages.map((message) => `${message}\n\n`).join('');
      return apiError(422, `Repository rule violations found\n\n${list}`, { page });
    }
    case 'workflow':
      return notAccessible(page);
  }
}
