/** The parts that the payloads of all events have: repository, organization, installation, sender. */
import type { components } from '@octokit/openapi-webhooks-types';
import { showAccount } from '../shapes/account.ts';
import { nodeIdOf } from '../shapes/node-id.ts';
import { showRepository } from '../shapes/repository.ts';
import { type Account, findAccount, ownerOf, type Repository, type World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';
import type { Recipient } from './recipients.ts';

/** Numbers may be wider than in the description of webhooks: that of REST, which the shapes are typed by, allows them to be. */
type Wide<Value> = Value extends number
  ? number | bigint
  : Value extends object
    ? { readonly [Key in keyof Value]: Wide<Value[Key]> }
    : Value;

/** GitHub's description of payloads. */
export type Payloads = {
  readonly [Name in keyof components['schemas']]: Wide<components['schemas'][Name]>;
};

/** What a payload is made from. */
export interface PayloadPlace {
  readonly world: World;
  readonly event: WorldEvent;
  readonly recipient: Recipient;
}

/** Of an event that is about a repository. */
export interface RepositoryPlace extends PayloadPlace {
  readonly repository: Repository;
}

export function showSender({ world, event }: PayloadPlace): Payloads['simple-user'] {
  const account = findAccount(world, event.actor);
  // An event without a cause is ascribed to an account of GitHub itself.
  return showAccount(world, account ?? { id: 9919, login: 'github', type: 'Organization' });
}

function showOrganization(
  world: World,
  { login, id, type }: Account,
): Payloads['organization-simple-webhooks'] {
  const url = `${world.urls.api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeIdOf(type, id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.urls.server}/avatars/u/${id}`,
    description: null,
  };
}

function showHookRepository(world: World, repository: Repository): Payloads['repository-webhooks'] {
  const { permissions: _unsaid, ...shown } = showRepository(world, repository, {});
  return shown;
}

function showOwner(world: World, owner: Account) {
  return owner.type === 'Organization' ? { organization: showOrganization(world, owner) } : {};
}

/** Beside the event's own fields. */
export function showFrame(place: RepositoryPlace) {
  const { world, repository, recipient } = place;
  const { id } = recipient.installation;
  return {
    repository: showHookRepository(world, repository),
    ...showOwner(world, ownerOf(world, repository)),
    installation: { id, node_id: nodeIdOf('Installation', id) },
    sender: showSender(place),
  };
}
