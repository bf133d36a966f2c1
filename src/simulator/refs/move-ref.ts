/** Moves a ref for a caller of the API: checked and recorded. Call it inside `withRefs`. */

import { isVerified } from '../commits/verification.ts';
import { isDescendant, readCommit } from '../git/commits.ts';
import { decideRefUpdate, type RefViolation } from '../protection/decide-ref-update.ts';
import { appOf } from '../world/actors.ts';
import type { SimulatedPermissions } from '../world/permissions.ts';
import type { Repository, SimulatedAccessToken, World } from '../world/world.ts';
import { recordRefUpdate } from './events.ts';

export interface RefMove {
  readonly token: SimulatedAccessToken;
  readonly permissions: SimulatedPermissions;
  /** Full name. */
  readonly ref: string;
  /** `undefined`: the ref is made. */
  readonly before: string | undefined;
  /** A commit of the repository; `undefined`: the ref is deleted. */
  readonly after: string | undefined;
}

async function isForced({ git }: Repository, { before, after }: RefMove): Promise<boolean> {
  if (before === undefined || after === undefined) return false;
  return !(await isDescendant(git, after, before));
}

/** The violation that a move would be, or `undefined`. Changes nothing. */
export async function decideMove(
  world: World,
  repository: Repository,
  move: RefMove,
): Promise<RefViolation | undefined> {
  const commit = move.after === undefined ? undefined : await readCommit(repository.git.objects, move.after);
  return decideRefUpdate(repository, {
    ...move,
    forced: await isForced(repository, move),
    app: appOf(world, move.token)?.slug,
    isVerified: commit !== undefined && isVerified(world, commit),
  });
}

/** Moves the ref, unless it violates a rule. */
export async function moveRef(
  world: World,
  repository: Repository,
  move: RefMove,
): Promise<RefViolation | undefined> {
  const violation = await decideMove(world, repository, move);
  if (violation !== undefined) return violation;
  await repository.git.updateRef(move.ref, move.after);
  recordRefUpdate(world, repository, move);
  return undefined;
}
