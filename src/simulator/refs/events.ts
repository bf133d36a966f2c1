/** Records the events that GitHub would send to webhooks and workflows, and tells who listens. */
import { actionsBot, actorOf, type Causer } from '../world/actors.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import type { Account, Repository, World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';

/** Most events. The oldest are dropped first. */
const maxEvents = 10_000;
export const noCommit = '0'.repeat(40);

/** Records an event of an actor that may have no token, such as a person or a run. */
export function recordEventBy(world: World, event: Omit<WorldEvent, 'number' | 'at'>): void {
  const { events } = world;
  const recorded = { number: (events.at(-1)?.number ?? 0) + 1, at: world.clock.now(), ...event };
  events.push(recorded);
  if (events.length > maxEvents) events.splice(0, events.length - maxEvents);
  for (const listener of world.listeners) listener(recorded);
}

function accountOf(world: World, causer: Causer): Account | undefined {
  return causer !== undefined && 'token' in causer ? actorOf(world, causer) : causer;
}

/** What GitHub Actions does itself starts no workflow. */
function isStarter(causer: Causer): boolean {
  if (causer === undefined) return false;
  return 'token' in causer ? causer.kind === 'installation' : causer.id !== actionsBot.id;
}

type NewEvent = Omit<WorldEvent, 'number' | 'at' | 'actor' | 'startsWorkflows'>;

/** Call it when the world is as the event tells, and before what it is about is gone. */
export function recordEvent(world: World, causer: Causer, event: NewEvent): void {
  const actor = accountOf(world, causer)?.login ?? '';
  recordEventBy(world, { ...event, actor, startsWorkflows: isStarter(causer) });
}

/** Open pull requests whose head is this branch, each with the repository that it is for: forks have theirs elsewhere. */
function openPullsOf(
  world: World,
  head: Repository,
  ref: string,
): (readonly [Repository, SimulatedPullRequest])[] {
  return [...world.repositories.values()].flatMap((base) =>
    [...base.pullRequests.values()]
      .filter(({ headRepositoryId, headRef, state }) => {
        return state === 'open' && headRepositoryId === head.id && `refs/heads/${headRef}` === ref;
      })
      .map((pull) => [base, pull] as const),
  );
}

/** Records a push, and `synchronize` for the open pull requests of the branch. */
export function recordRefUpdate(
  world: World,
  repository: Repository,
  update: {
    readonly token: Causer;
    readonly ref: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  },
): void {
  const { token, ref, before = noCommit, after = noCommit } = update;
  const place = { repositoryId: repository.id, before, after };
  recordEvent(world, token, { event: 'push', ref, ...place });
  for (const [base, pull] of openPullsOf(world, repository, ref)) {
    pull.updatedAt = world.clock.now();
    const about = { event: 'pull_request', subject: pull.number, repositoryId: base.id } as const;
    if (update.after === undefined) {
      // GitHub closes the pull requests of a deleted branch.
      Object.assign(pull, { state: 'closed', closedAt: pull.updatedAt, headSha: before });
      recordEvent(world, token, { ...about, action: 'closed' });
      continue;
    }
    pull.headSha = after;
    // A branch that is made again changes nothing.
    if (update.before !== undefined) {
      recordEvent(world, token, { ...about, action: 'synchronize', before, after });
    }
  }
}
