/** Who asks, and what of a repository this caller may see. */
import type { Caller } from '../api/caller.ts';
import { isAtLeast, permissionsIn } from '../world/judgement.ts';
import { findRepository, followRepository, type Repository, type World } from '../world/world.ts';
import { forbiddenError, notFoundError } from './errors.ts';

export interface QueryContext {
  readonly world: World;
  readonly caller: Extract<Caller, { kind: 'token' }>;
}

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
  readonly followRenames: boolean;
}

/** Whether the caller may learn of it. */
export function isVisible({ world, caller }: QueryContext, repository: Repository): boolean {
  return permissionsIn(world, caller.token, repository) !== undefined;
}

/** Hidden ones fail like absent ones. */
export function findVisible(context: QueryContext, asked: RepositoryName): Repository {
  const find = asked.followRenames ? followRepository : findRepository;
  const repository = find(context.world, asked.owner, asked.name);
  if (repository === undefined || !isVisible(context, repository)) {
    throw notFoundError(`Repository with the name '${asked.owner}/${asked.name}'`);
  }
  return repository;
}

/** Throws what the field shows when the caller lacks the permission to read. */
export function needRead({ world, caller }: QueryContext, repository: Repository, permission: string): void {
  const held = permissionsIn(world, caller.token, repository)?.[permission];
  if (!isAtLeast(held, 'read')) throw forbiddenError();
}
