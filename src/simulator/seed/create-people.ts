/** Makes the teams of a seed, and gives people and teams their roles. Accounts and repositories must exist. */
import { createIdSource, firstIds } from '../world/ids.ts';
import { findAccount, findRepository, type World } from '../world/world.ts';
import type { RolesSeed, WorldSeed } from './seed-types.ts';

function createTeams(world: World, seed: WorldSeed): void {
  const nextId = createIdSource(firstIds.team, []);
  for (const { organization, slug, name = slug, members = [] } of seed.teams ?? []) {
    const id = nextId();
    const organizationId = findAccount(world, organization)?.id ?? 0;
    const ids = members.flatMap((login) => findAccount(world, login)?.id ?? []);
    world.teams.set(id, { id, organizationId, slug, name, members: new Set(ids) });
  }
}

export function createPeople(world: World, seed: WorldSeed): void {
  createTeams(world, seed);
  for (const { name: fullName, people = {}, teams = {} } of seed.repositories ?? []) {
    const [owner = '', name = ''] = fullName.split('/');
    const repository = findRepository(world, owner, name);
    if (repository === undefined) continue;
    const teamOf = (slug: string) =>
      [...world.teams.values()].find(
        (team) => team.organizationId === repository.ownerId && team.slug === slug,
      )?.id;
    const grant = (
      roles: RolesSeed,
      target: Map<number, RolesSeed[string]>,
      idOf: (key: string) => number | undefined,
    ) => {
      for (const [key, role] of Object.entries(roles)) {
        const id = idOf(key);
        if (id !== undefined) target.set(id, role);
      }
    };
    grant(people, repository.people, (login) => findAccount(world, login)?.id);
    grant(teams, repository.teams, teamOf);
  }
}
