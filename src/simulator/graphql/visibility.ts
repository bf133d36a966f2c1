/** The caller of a query, and what it may see. */
import type { ApiCaller } from '../api/caller.ts';
import { isAtLeast, permissionsIn } from '../world/access.ts';
import { findRepository, followRepository, type Repository, type World } from '../world/world.ts';
import { forbiddenError, notFoundError } from './errors.ts';

export interface QueryContext {
  readonly world: World;
  readonly caller: Extract<ApiCaller, { kind: 'token' }>;
}

export interface AskedRepository {
  readonly owner: string;
  readonly name: string;
  readonly followRenames: boolean;
}

/** Whether the caller may learn that it exists. */
export function isVisible({ world, caller }: QueryContext, repository: Repository): boolean {
  return permissionsIn(world, caller.token, repository) !== undefined;
}

/** Hidden repositories fail like absent ones. */
export function findVisible(context: QueryContext, asked: AskedRepository): Repository {
  const find = asked.followRenames ? followRepository : findRepository;
  const repository = find(context.world, asked.owner, asked.name);
  if (repository === undefined || !isVisible(context, repository)) {
    throw notFoundError(`Repository with the name '${asked.owner}/${asked.name}'`);
  }
  return repository;
}

/** Throws the field's error if the caller may not read. */
export function needRead({ world, caller }: QueryContext, repository: Repository, permission: string): void {
  const held = permissionsIn(world, caller.token, repository)?.[permission];
  if (!isAtLeast(held, 'read')) throw forbiddenError();
}
