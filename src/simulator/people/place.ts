/** The place of an act: who does it, what the request says, and what GitHub lets the person do there. */
import { ActionError } from '../../base/errors.ts';
import { isRoleAtLeast, type Role } from '../world/people.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { roleOf } from '../world/roles.ts';
import { type Account, findRepository, type Repository, type World } from '../world/world.ts';
import type { ControlFields } from './read-fields.ts';

export interface ActPlace {
  readonly world: World;
  readonly person: Account;
  readonly fields: ControlFields;
}

/** What the control API answers with. */
export type Act = (place: ActPlace) => object | Promise<object>;

/** GitHub's refusal of an act, with the status that its API has for it. */
export class ActRefusal extends Error {
  readonly status: 403 | 404 | 405 | 422;

  constructor(status: ActRefusal['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/** Throws `INPUT_INVALID` for an unknown one. */
export function findNamedRepository(world: World, fullName: string): Repository {
  const [owner = '', name = ''] = fullName.split('/');
  const repository = findRepository(world, owner, name);
  if (repository === undefined) throw new ActionError('INPUT_INVALID', `Unknown repository "${fullName}".`);
  return repository;
}

/** Everything is allowed to GitHub Actions, which acts with a job's token. */
export function demandRole({ world, person }: ActPlace, repository: Repository, needed: Role): void {
  if (person.type === 'Bot') return;
  const role = roleOf(world, repository, person);
  if (role === undefined) throw new ActRefusal(404, 'Not Found');
  if (!isRoleAtLeast(role, needed)) throw new ActRefusal(403, `Must have ${needed} rights to Repository.`);
}

/** The field `repository`, if the person has the role there and it is not archived. */
export function readRepository(place: ActPlace, needed: Role): Repository {
  const repository = findNamedRepository(place.world, place.fields.text('repository'));
  demandRole(place, repository, needed);
  if (repository.archived) throw new ActRefusal(403, 'Repository was archived so is read-only.');
  return repository;
}

const maxNumber = Number.MAX_SAFE_INTEGER;

export function readId({ fields }: ActPlace, name: string): number {
  return fields.number(name, maxNumber);
}

export function readPull(place: ActPlace, repository: Repository): SimulatedPullRequest {
  const pull = repository.pullRequests.get(readId(place, 'number'));
  if (pull === undefined) throw new ActRefusal(404, 'Not Found');
  return pull;
}

/** Its author may do this without the role. */
export function demandRoleOrAuthor(
  place: ActPlace,
  repository: Repository,
  { authorId, needed }: { readonly authorId: number; readonly needed: Role },
): void {
  if (authorId !== place.person.id) demandRole(place, repository, needed);
}
