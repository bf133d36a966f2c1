/** Payloads of `installation` and `installation_repositories`. */
import { showInstallation } from '../shapes/app.ts';
import { nodeIdOf } from '../shapes/node-id.ts';
import { installationCovers } from '../world/access.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { type PayloadPlace, type Payloads, showSender } from './frame.ts';

function showShort(world: World, repository: Repository): Payloads['webhooks_repositories'][number] {
  return {
    id: repository.id,
    node_id: nodeIdOf('Repository', repository.id),
    name: repository.name,
    full_name: fullNameOf(world, repository),
    private: repository.visibility !== 'public',
  };
}

export function renderInstallation(place: PayloadPlace): object {
  const { world, event, recipient } = place;
  const { installation } = recipient;
  const covered = [...world.repositories.values()].filter((one) => installationCovers(installation, one));
  return {
    action: event.action,
    installation: showInstallation(world, installation),
    repositories: covered.map((repository) => showShort(world, repository)),
    requester: null,
    sender: showSender(place),
  };
}

export function renderInstallationRepositories(place: PayloadPlace): object {
  const { world, event, recipient } = place;
  const changed = (event.repositoryIds ?? []).flatMap((id) => {
    const repository = world.repositories.get(id);
    return repository === undefined ? [] : [showShort(world, repository)];
  });
  return {
    action: event.action,
    installation: showInstallation(world, recipient.installation),
    repositories_added: event.action === 'added' ? changed : [],
    repositories_removed: event.action === 'removed' ? changed : [],
    repository_selection: recipient.installation.selection,
    requester: null,
    sender: showSender(place),
  };
}
