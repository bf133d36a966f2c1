/** The role that a person has in a repository. */
import { type Role, roles } from './people.ts';
import type { Account, Repository, World } from './world.ts';

function highest(held: readonly Role[]): Role | undefined {
  return roles.findLast((role) => held.includes(role));
}

/** The highest role of a person; `undefined` without access. An owner is an admin, everybody can read a public repository. */
export function roleOf(world: World, repository: Repository, account: Account): Role | undefined {
  if (repository.ownerId === account.id) return 'admin';
  const own = repository.people.get(account.id);
  const ofTeams = [...repository.teams].flatMap(([id, role]) =>
    world.teams.get(id)?.members.has(account.id) === true ? [role] : [],
  );
  const open: Role[] = repository.visibility === 'public' ? ['read'] : [];
  return highest([...(own === undefined ? [] : [own]), ...ofTeams, ...open]);
}
