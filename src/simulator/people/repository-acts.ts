/** Acts on a repository: name, owner, default branch, visibility, archive, deletion, roles, releases. */
import { ActionError } from '../../base/errors.ts';
import { recordEvent, recordRefUpdate } from '../refs/events.ts';
import { showAccount } from '../shapes/account.ts';
import { firstIds } from '../world/ids.ts';
import { deleteRepository, renameRepository, transferRepository } from '../world/owner-changes.ts';
import { roles } from '../world/people.ts';
import type { Release } from '../world/releases.ts';
import { type Account, findAccount, ownerOf, type Repository, type World } from '../world/world.ts';
import {
  type Act,
  type ActPlace,
  ActRefusal,
  demandRole,
  findNamedRepository,
  readRepository,
} from './place.ts';

function recordRepository(
  { world, person }: ActPlace,
  { id: repositoryId }: Repository,
  happened: { readonly action: string; readonly changes?: Record<string, unknown> },
): void {
  recordEvent(world, person, { event: 'repository', repositoryId, ...happened });
}

export function findNamedAccount(world: World, login: string): Account {
  const account = findAccount(world, login);
  if (account === undefined) throw new ActionError('INPUT_INVALID', `Unknown account "${login}".`);
  return account;
}

const rename: Act = (place) => {
  const repository = readRepository(place, 'admin');
  const name = place.fields.text('name');
  place.fields.finish();
  const changes = { repository: { name: { from: repository.name } } };
  renameRepository(place.world, repository, name);
  recordRepository(place, repository, { action: 'renamed', changes });
  return {};
};

/** GitHub tells the new owner's Apps; the former owner's lose access. */
const transfer: Act = (place) => {
  const { world, fields } = place;
  const repository = readRepository(place, 'admin');
  const owner = findNamedAccount(world, fields.text('owner'));
  fields.finish();
  const from = ownerOf(world, repository);
  transferRepository(world, repository, owner.id);
  const key = from.type === 'Organization' ? 'organization' : 'user';
  const changes = { owner: { from: { [key]: showAccount(world, from) } } };
  recordRepository(place, repository, { action: 'transferred', changes });
  return {};
};

/** Also if it is archived. */
function readOwnRepository(place: ActPlace): Repository {
  const repository = findNamedRepository(place.world, place.fields.text('repository'));
  place.fields.finish();
  demandRole(place, repository, 'admin');
  return repository;
}

function createArchiveAct(archived: boolean): Act {
  return (place) => {
    const repository = readOwnRepository(place);
    repository.archived = archived;
    recordRepository(place, repository, { action: archived ? 'archived' : 'unarchived' });
    return {};
  };
}

const remove: Act = (place) => {
  const repository = readOwnRepository(place);
  recordRepository(place, repository, { action: 'deleted' });
  deleteRepository(place.world, repository);
  return {};
};

const setDefaultBranch: Act = (place) => {
  const repository = readRepository(place, 'admin');
  const branch = place.fields.text('branch');
  place.fields.finish();
  if (repository.git.readRef(`refs/heads/${branch}`) === undefined) {
    throw new ActRefusal(422, `The branch ${branch} was not found.`);
  }
  const changes = { default_branch: { from: repository.git.defaultBranch() } };
  repository.git.setDefaultBranch(branch);
  recordRepository(place, repository, { action: 'edited', changes });
  return {};
};

const setVisibility: Act = (place) => {
  const repository = readRepository(place, 'admin');
  const visibility = place.fields.oneOf('visibility', ['private', 'public', 'internal']);
  place.fields.finish();
  repository.visibility = visibility;
  const action = visibility === 'public' ? 'publicized' : 'privatized';
  recordRepository(place, repository, { action });
  return {};
};

const grant: Act = (place) => {
  const repository = readRepository(place, 'admin');
  const { id } = findNamedAccount(place.world, place.fields.text('login'));
  const role = place.fields.oneOf('role', [...roles, 'none']);
  place.fields.finish();
  if (role === 'none') repository.people.delete(id);
  else repository.people.set(id, role);
  return {};
};

function nextReleaseId(world: World): number {
  const ids = [...world.repositories.values()].flatMap(({ releases }) => releases.map(({ id }) => id));
  return Math.max(firstIds.release - 1, ...ids) + 1;
}

/** A new tag points to `target`, by default the default branch. */
async function tagRelease({ world, person }: ActPlace, repository: Repository, release: Release) {
  const ref = `refs/tags/${release.tag}`;
  if (repository.git.readRef(ref) !== undefined) return;
  const after = await repository.git.resolveRef(release.target);
  if (after === undefined) throw new ActRefusal(422, 'Release.target_commitish is invalid');
  await repository.git.updateRef(ref, after);
  recordRefUpdate(world, repository, { token: person, ref, before: undefined, after });
}

/** GitHub sends three events for a release that is published at once. */
const publishRelease: Act = async (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const tag = fields.text('tag');
  const release: Release = {
    id: nextReleaseId(world),
    tag,
    target: fields.optionalText('target') ?? repository.git.defaultBranch(),
    name: fields.optionalText('name') ?? tag,
    body: fields.optionalText('body') ?? '',
    prerelease: fields.flag('prerelease'),
    authorId: person.id,
    createdAt: world.clock.now(),
  };
  fields.finish();
  if (repository.releases.some((other) => other.tag === tag))
    throw new ActRefusal(422, 'tag_name already exists');
  await tagRelease(place, repository, release);
  repository.releases.push(release);
  const about = { event: 'release', repositoryId: repository.id, releaseId: release.id } as const;
  const ref = `refs/tags/${tag}`;
  for (const action of ['created', 'published', release.prerelease ? 'prereleased' : 'released']) {
    recordEvent(world, person, { ...about, ref, action });
  }
  return { id: release.id };
};

export const repositoryActs = {
  rename,
  transfer,
  archive: createArchiveAct(true),
  unarchive: createArchiveAct(false),
  delete: remove,
  default_branch: setDefaultBranch,
  visibility: setVisibility,
  grant,
  release: publishRelease,
} satisfies Record<string, Act>;
