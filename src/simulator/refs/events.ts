/** Records the events that GitHub would send to webhooks and workflows, and tells who listens. */
import { actorOf } from '../world/actors.ts';
import type { Repository, SimulatedAccessToken, World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';

/** Most events. The oldest are dropped first. */
const maxEvents = 10_000;
export const noCommit = '0'.repeat(40);

/** Records an event of an actor that may have no token, such as a person or a run. */
function recordEventBy(world: World, event: Omit<WorldEvent, 'number'>): void {
  const { events } = world;
  const recorded = { number: (events.at(-1)?.number ?? 0) + 1, ...event };
  events.push(recorded);
  if (events.length > maxEvents) events.splice(0, events.length - maxEvents);
  for (const listener of world.listeners) listener(recorded);
}

export function recordEvent(
  world: World,
  token: SimulatedAccessToken | undefined,
  event: Omit<WorldEvent, 'number' | 'actor' | 'startsWorkflows'>,
): void {
  const actor = token === undefined ? '' : actorOf(world, token).login;
  recordEventBy(world, { ...event, actor, startsWorkflows: token?.kind === 'installation' });
}

/** Records a push, and `synchronize` for the open pull requests of the branch. */
export function recordRefUpdate(
  world: World,
  repository: Repository,
  update: {
    readonly token: SimulatedAccessToken | undefined;
    readonly ref: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  },
): void {
  const { token, ref, before = noCommit, after = noCommit } = update;
  const place = { repositoryId: repository.id, before, after };
  recordEvent(world, token, { event: 'push', ref, ...place });
  for (const { number, headRepositoryId, headRef, state } of repository.pullRequests.values()) {
    const isHead = headRepositoryId === repository.id && `refs/heads/${headRef}` === ref;
    if (isHead && state === 'open' && update.after !== undefined && update.before !== undefined) {
      recordEvent(world, token, { event: 'pull_request', action: 'synchronize', subject: number, ...place });
    }
  }
}
