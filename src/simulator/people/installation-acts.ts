/** Acts on the installation of an App: install, suspend, select repositories. */
import { ActionError } from '../../base/errors.ts';
import { recordEvent } from '../refs/events.ts';
import { firstIds } from '../world/ids.ts';
import { deleteInstallation, suspendInstallation, unsuspendInstallation } from '../world/owner-changes.ts';
import type { SimulatedInstallation } from '../world/world.ts';
import { type Act, type ActPlace, ActRefusal, findNamedRepository, readId } from './place.ts';
import { findNamedAccount } from './repository-acts.ts';

function recordInstallation(
  { world, person }: ActPlace,
  { id: installationId }: SimulatedInstallation,
  action: string,
) {
  recordEvent(world, person, { event: 'installation', action, installationId });
}

const install: Act = (place) => {
  const { world, fields } = place;
  const slug = fields.text('app');
  const app = [...world.apps.values()].find((one) => one.slug === slug);
  if (app === undefined) throw new ActionError('INPUT_INVALID', `Unknown App "${slug}".`);
  const { id: accountId } = findNamedAccount(world, fields.text('account'));
  // GitHub shows a private App to its owner alone.
  if (!app.isPublic && app.ownerId !== accountId) throw new ActRefusal(404, 'Not Found');
  const names = fields.list('repositories');
  fields.finish();
  const id = Math.max(firstIds.installation - 1, ...world.installations.keys()) + 1;
  const installation: SimulatedInstallation = {
    id,
    appId: app.id,
    accountId,
    selection: names.length === 0 ? 'all' : 'selected',
    repositoryIds: new Set(names.map((name) => findNamedRepository(world, name).id)),
    permissions: app.permissions,
    suspendedAt: undefined,
    createdAt: world.clock.now(),
  };
  world.installations.set(id, installation);
  recordInstallation(place, installation, 'created');
  return { id };
};

function readInstallation(place: ActPlace): SimulatedInstallation {
  const id = readId(place, 'installation');
  const found = place.world.installations.get(id);
  if (found === undefined) throw new ActionError('INPUT_INVALID', `Unknown installation ${id}.`);
  return found;
}

const uninstall: Act = (place) => {
  const installation = readInstallation(place);
  place.fields.finish();
  recordInstallation(place, installation, 'deleted');
  deleteInstallation(place.world, installation);
  return {};
};

const suspend: Act = (place) => {
  const installation = readInstallation(place);
  place.fields.finish();
  suspendInstallation(place.world, installation);
  recordInstallation(place, installation, 'suspend');
  return {};
};

const unsuspend: Act = (place) => {
  const installation = readInstallation(place);
  place.fields.finish();
  unsuspendInstallation(installation);
  recordInstallation(place, installation, 'unsuspend');
  return {};
};

/** Of an installation with selected repositories. */
function createSelectionAct(action: 'added' | 'removed'): Act {
  return (place) => {
    const { world, person, fields } = place;
    const installation = readInstallation(place);
    const ids = fields.list('repositories').map((name) => findNamedRepository(world, name).id);
    fields.finish();
    const kept = [...installation.repositoryIds].filter((id) => !ids.includes(id));
    installation.repositoryIds = new Set(action === 'added' ? [...kept, ...ids] : kept);
    const { id: installationId } = installation;
    const about = { event: 'installation_repositories', installationId, repositoryIds: ids } as const;
    recordEvent(world, person, { ...about, action });
    return {};
  };
}

export const installationActs = {
  install,
  uninstall,
  suspend,
  unsuspend,
  add_repositories: createSelectionAct('added'),
  remove_repositories: createSelectionAct('removed'),
} satisfies Record<string, Act>;
