/** Decides which Apps are told of an event: those that subscribed and may see it. */
import { installationCovers, isAtLeast } from '../world/access.ts';
import type { SimulatedAccessLevel } from '../world/permissions.ts';
import type { App, SimulatedInstallation, World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';

export interface Recipient {
  readonly app: App;
  readonly installation: SimulatedInstallation;
}

/** The permission behind each event, which an App must have for it. `undefined`: every App may see it. */
const permissionOf: Readonly<Record<WorldEvent['event'], string | undefined>> = {
  check_run: 'checks',
  check_suite: 'checks',
  deployment_review: 'deployments',
  installation: undefined,
  installation_repositories: undefined,
  issue_comment: 'issues',
  merge_group: 'merge_queues',
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  push: 'contents',
  release: 'contents',
  repository: 'metadata',
  workflow_run: 'actions',
};

/** Events that no App subscribes to: they come with a permission, or always. */
const comesWith: Partial<Record<WorldEvent['event'], SimulatedAccessLevel | 'always'>> = {
  check_run: 'write',
  check_suite: 'write',
  installation: 'always',
  installation_repositories: 'always',
};

/** What only an App with `checks: write` is asked for. */
const requests = ['requested', 'rerequested', 'requested_action'];

function maySee({ installation }: Recipient, { event, action }: WorldEvent): boolean {
  const permission = permissionOf[event];
  if (permission === undefined) return true;
  const isRequest = permission === 'checks' && requests.includes(action ?? '');
  return isAtLeast(installation.permissions[permission], isRequest ? 'write' : 'read');
}

function isSubscribed({ app, installation }: Recipient, { event }: WorldEvent): boolean {
  const unasked = comesWith[event];
  if (unasked === 'always' || app.events.includes(event)) return true;
  return unasked !== undefined && isAtLeast(installation.permissions[permissionOf[event] ?? ''], unasked);
}

function isConcerned(world: World, { app, installation }: Recipient, event: WorldEvent): boolean {
  if (event.appId !== undefined && event.appId !== app.id) return false;
  if (event.installationId !== undefined) return event.installationId === installation.id;
  const repository = world.repositories.get(event.repositoryId ?? 0);
  const isActive = installation.suspendedAt === undefined;
  return repository !== undefined && isActive && installationCovers(installation, repository);
}

/** At most one for each App. */
export function findRecipients(world: World, event: WorldEvent): Recipient[] {
  return [...world.installations.values()].flatMap((installation) => {
    const app = world.apps.get(installation.appId);
    if (app?.webhook === undefined) return [];
    const recipient = { app, installation };
    const isTold =
      isConcerned(world, recipient, event) && isSubscribed(recipient, event) && maySee(recipient, event);
    return isTold ? [recipient] : [];
  });
}
