/**
 * Brings a merge queue up to date: builds the groups that are missing, and merges or removes the first pull request once its checks
 * have ended. Those behind it are judged when it is gone, since what is wrong with it is in their groups too.
 */
import { recordEvent, recordRefUpdate } from '../refs/events.ts';
import type { Causer } from '../world/actors.ts';
import { headShaOf } from '../world/heads.ts';
import type { DequeueReason, MergeGroup, QueueEntry } from '../world/merge-queues.ts';
import { botOf, buildGroup, destroyGroup, type QueuePlace } from './groups.ts';
import { judgeChecks } from './required-checks.ts';

function recordQueued(
  { world, repository }: QueuePlace,
  by: Causer,
  about: {
    readonly number: number;
    readonly action: 'enqueued' | 'dequeued';
    readonly reason?: DequeueReason;
  },
): void {
  const { number: subject, ...happened } = about;
  const pull = repository.pullRequests.get(subject);
  if (pull !== undefined) pull.updatedAt = world.clock.now();
  recordEvent(world, by, { event: 'pull_request', repositoryId: repository.id, subject, ...happened });
}

/** `isFirst`: before all others, whose groups are built again. */
export function addEntry(
  place: QueuePlace,
  by: Causer,
  { isFirst, ...added }: Pick<QueueEntry, 'number' | 'headSha'> & { readonly isFirst: boolean },
): void {
  const entry: QueueEntry = { ...added, enqueuedAt: place.world.clock.now(), group: undefined };
  if (isFirst) place.queue.entries.unshift(entry);
  else place.queue.entries.push(entry);
  recordQueued(place, by, { number: added.number, action: 'enqueued' });
}

/** Groups built on that of the entry are destroyed when the queue is settled. */
export async function removeEntry(
  place: QueuePlace,
  by: Causer,
  { entry, reason }: { readonly entry: QueueEntry; readonly reason: DequeueReason },
): Promise<void> {
  const { entries } = place.queue;
  entries.splice(entries.indexOf(entry), 1);
  recordQueued(place, by, { number: entry.number, action: 'dequeued', reason });
  if (entry.group !== undefined) await destroyGroup(place, entry.group, 'dequeued');
}

/** Removes pull requests that were closed, moved or changed since they were added. */
async function prune(place: QueuePlace): Promise<void> {
  const { world, repository, queue } = place;
  for (const entry of [...queue.entries]) {
    const pull = repository.pullRequests.get(entry.number);
    const isSame =
      pull?.state === 'open' &&
      !pull.draft &&
      pull.baseRef === queue.branch &&
      headShaOf(world, pull) === entry.headSha;
    if (isSame) continue;
    const reason = pull?.state === 'merged' ? 'ALREADY_MERGED' : 'MANUAL';
    await removeEntry(place, botOf(world), { entry, reason });
  }
}

/** The group of an entry on this base; one on another base is destroyed first. `undefined`: there are conflicts. */
async function provideGroup(
  place: QueuePlace,
  entry: QueueEntry,
  baseSha: string,
): Promise<MergeGroup | undefined> {
  if (entry.group?.baseSha === baseSha) return entry.group;
  if (entry.group !== undefined) await destroyGroup(place, entry.group, 'invalidated');
  entry.group = await buildGroup(place, entry, baseSha);
  return entry.group;
}

async function buildGroups(place: QueuePlace): Promise<void> {
  const { world, repository, queue } = place;
  let base = repository.git.readRef(`refs/heads/${queue.branch}`);
  for (let index = 0; base !== undefined && index < queue.entries.length; ) {
    const entry = queue.entries[index];
    if (entry === undefined || (index >= queue.buildConcurrency && entry.group === undefined)) return;
    const group: MergeGroup | undefined = await provideGroup(place, entry, base);
    if (group === undefined) {
      await removeEntry(place, botOf(world), { entry, reason: 'MERGE_CONFLICT' });
      continue;
    }
    base = group.headSha;
    index += 1;
  }
}

/** The head of the group becomes that of the base branch. */
async function mergeFirst(place: QueuePlace, entry: QueueEntry, group: MergeGroup): Promise<void> {
  const { world, repository, queue } = place;
  const pull = repository.pullRequests.get(entry.number);
  if (pull === undefined) return;
  const bot = botOf(world);
  const ref = `refs/heads/${queue.branch}`;
  const after = group.headSha;
  await repository.git.updateRef(ref, after);
  queue.entries.shift();
  recordRefUpdate(world, repository, { token: bot, ref, before: group.baseSha, after });
  recordQueued(place, bot, { number: entry.number, action: 'dequeued', reason: 'MERGE' });
  const now = world.clock.now();
  const merged = { mergedAt: now, mergedById: bot.id, mergeSha: after, closedAt: now, updatedAt: now };
  Object.assign(pull, { state: 'merged', headSha: entry.headSha, ...merged });
  const about = { event: 'pull_request', repositoryId: repository.id, subject: pull.number } as const;
  recordEvent(world, bot, { ...about, action: 'closed' });
  await destroyGroup(place, group, 'merged');
}

/** Whether the first pull request has left the queue. */
async function judgeFirst(place: QueuePlace): Promise<boolean> {
  const { world, repository, queue } = place;
  const [entry] = queue.entries;
  if (entry?.group === undefined) return false;
  const { group } = entry;
  const verdict = judgeChecks(world, repository, { checks: queue.requiredChecks, sha: group.headSha });
  const isLate = verdict.status === 'open' && world.clock.now() >= group.expiresAt;
  if (verdict.status === 'passed') await mergeFirst(place, entry, group);
  else if (verdict.status === 'failed')
    await removeEntry(place, botOf(world), { entry, reason: 'CI_FAILURE' });
  else if (isLate) await removeEntry(place, botOf(world), { entry, reason: 'CI_TIMEOUT' });
  return verdict.status !== 'open' || isLate;
}

/** Call it inside `withRefs`. */
export async function settleQueue(place: QueuePlace): Promise<void> {
  do {
    await prune(place);
    await buildGroups(place);
  } while (await judgeFirst(place));
}
