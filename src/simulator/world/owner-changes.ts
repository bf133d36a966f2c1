/** Changes that people and Apps make to a world while it runs: rename, transfer, delete, suspend, select. */
import { fullNameOf, type Repository, type SimulatedInstallation, type World } from './world.ts';

function leaveRedirect(world: World, repository: Repository): void {
  world.formerNames.set(fullNameOf(world, repository).toLowerCase(), repository.id);
}

function take(world: World, repository: Repository): void {
  // A name that is used again no longer redirects.
  world.formerNames.delete(fullNameOf(world, repository).toLowerCase());
}

/** The id stays, the old name redirects until it is used again, and ID tokens get the immutable subject. */
export function renameRepository(world: World, repository: Repository, name: string): void {
  leaveRedirect(world, repository);
  repository.name = name;
  repository.subjectFormat = 'immutable';
  take(world, repository);
}

/** The former owner's installations lose access. */
export function transferRepository(world: World, repository: Repository, ownerId: number): void {
  leaveRedirect(world, repository);
  repository.ownerId = ownerId;
  repository.subjectFormat = 'immutable';
  take(world, repository);
}

/** The name becomes free. The id is never used again. */
export function deleteRepository(world: World, repository: Repository): void {
  world.repositories.delete(repository.id);
  for (const [name, id] of world.formerNames) if (id === repository.id) world.formerNames.delete(name);
}

/** Its tokens are refused until it is unsuspended. */
export function suspendInstallation(world: World, installation: SimulatedInstallation): void {
  installation.suspendedAt ??= world.clock.now();
}

export function unsuspendInstallation(installation: SimulatedInstallation): void {
  installation.suspendedAt = undefined;
}

/** Its tokens are revoked. */
export function deleteInstallation(world: World, installation: SimulatedInstallation): void {
  world.installations.delete(installation.id);
  for (const token of world.tokens.values()) {
    if (token.installationId === installation.id) token.revoked = true;
  }
}
