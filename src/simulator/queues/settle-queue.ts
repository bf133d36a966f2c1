/**
 * Brings a merge queue up to date: builds the groups that are missing, and merges or removes the pull requests of the first one once its
 * checks have ended. Those behind are judged when it is gone, since what is wrong with it is in their groups too.
 */
import { recordEvent, recordRefUpdate } from '../refs/events.ts';
import type { Causer } from '../world/actors.ts';
import { headShaOf } from '../world/heads.ts';
import type { DequeueReason, MergeGroup, MergeQueue, QueueEntry } from '../world/merge-queues.ts';
import type { Account } from '../world/world.ts';
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
  by: Account,
  { isFirst, ...added }: Pick<QueueEntry, 'number' | 'headSha'> & { readonly isFirst: boolean },
): void {
  const { world } = place;
  const about = {
    ...{ enqueuedAt: world.clock.now(), enqueuedBy: by.id },
    ...{ group: undefined, commit: undefined },
  };
  const entry: QueueEntry = { ...added, ...about };
  if (isFirst) place.queue.entries.unshift(entry);
  else place.queue.entries.push(entry);
  recordQueued(place, by, { number: added.number, action: 'enqueued' });
}

/** Groups built on that of the entry are destroyed when the queue is settled; others of its own are tested again. */
export async function removeEntry(
  place: QueuePlace,
  by: Causer,
  { entry, reason }: { readonly entry: QueueEntry; readonly reason: DequeueReason },
): Promise<void> {
  const { entries } = place.queue;
  const { group } = entry;
  entries.splice(entries.indexOf(entry), 1);
  recordQueued(place, by, { number: entry.number, action: 'dequeued', reason });
  if (group !== undefined) await destroyGroup(place, group, 'dequeued');
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

/** The entries from here on that have one group, or that get one together. */
function companyOf({ entries, groupSize }: MergeQueue, index: number): readonly QueueEntry[] {
  const group = entries[index]?.group;
  const rest = entries.slice(index);
  const end = rest.findIndex((entry) => entry.group !== group);
  const company = end < 0 ? rest : rest.slice(0, end);
  return group === undefined ? company.slice(0, groupSize.max) : company;
}

/** Whether entries without a group wait for others; if they do, until when is noted. */
function waitForCompany(place: QueuePlace, company: readonly QueueEntry[]): boolean {
  const { world, queue, wake } = place;
  const { min, waitMs } = queue.groupSize;
  const until = Math.min(...company.map(({ enqueuedAt }) => enqueuedAt)) + waitMs;
  if (company.length >= min || world.clock.now() >= until) return false;
  if (queue.companyTimer?.at !== until) {
    queue.companyTimer?.cancel();
    queue.companyTimer = { at: until, cancel: world.clock.at(until, wake) };
  }
  return true;
}

/** Builds the groups that are missing, and again those on another base than that of today. */
async function buildGroups(place: QueuePlace): Promise<void> {
  const { world, repository, queue } = place;
  let base = repository.git.readRef(`refs/heads/${queue.branch}`);
  let built = 0;
  for (let index = 0; base !== undefined && index < queue.entries.length; ) {
    const company = companyOf(queue, index);
    let group = company[0]?.group;
    if (group === undefined && (built >= queue.buildConcurrency || waitForCompany(place, company))) return;
    if (group !== undefined && group.baseSha !== base) {
      await destroyGroup(place, group, 'invalidated');
      group = undefined;
    }
    if (group === undefined) {
      const result = await buildGroup(place, company, base);
      if (result.status === 'conflict') {
        await removeEntry(place, botOf(world), { entry: result.entry, reason: 'MERGE_CONFLICT' });
        continue;
      }
      group = result.group;
    }
    base = group.headSha;
    built += 1;
    index += company.length;
  }
}

/** The head of the group becomes that of the base branch. */
async function mergeFirst(
  place: QueuePlace,
  company: readonly QueueEntry[],
  group: MergeGroup,
): Promise<void> {
  const { world, repository, queue } = place;
  const bot = botOf(world);
  const ref = `refs/heads/${queue.branch}`;
  const after = group.headSha;
  await repository.git.updateRef(ref, after);
  queue.entries.splice(0, company.length);
  recordRefUpdate(world, repository, { token: bot, ref, before: group.baseSha, after });
  const now = world.clock.now();
  for (const entry of company) {
    const pull = repository.pullRequests.get(entry.number);
    if (pull === undefined) continue;
    recordQueued(place, bot, { number: entry.number, action: 'dequeued', reason: 'MERGE' });
    const mergeSha = entry.commit?.headSha ?? after;
    const merged = { mergedAt: now, mergedById: bot.id, mergeSha, closedAt: now, updatedAt: now };
    Object.assign(pull, { state: 'merged', headSha: entry.headSha, ...merged });
    const about = { event: 'pull_request', repositoryId: repository.id, subject: pull.number } as const;
    recordEvent(world, bot, { ...about, action: 'closed' });
  }
  await destroyGroup(place, group, 'merged');
}

async function removeAll(
  place: QueuePlace,
  company: readonly QueueEntry[],
  reason: DequeueReason,
): Promise<void> {
  for (const entry of company) await removeEntry(place, botOf(place.world), { entry, reason });
}

/** Whether the pull requests of the first group have left the queue. */
async function judgeFirst(place: QueuePlace): Promise<boolean> {
  const { world, repository, queue } = place;
  const group = queue.entries[0]?.group;
  if (group === undefined) return false;
  const company = companyOf(queue, 0);
  const verdict = judgeChecks(world, repository, { checks: queue.requiredChecks, sha: group.headSha });
  const isLate = verdict.status === 'open' && world.clock.now() >= group.expiresAt;
  if (verdict.status === 'passed') await mergeFirst(place, company, group);
  else if (verdict.status === 'failed') await removeAll(place, company, 'CI_FAILURE');
  else if (isLate) await removeAll(place, company, 'CI_TIMEOUT');
  return verdict.status !== 'open' || isLate;
}

/** Call it inside `withRefs`. */
export async function settleQueue(place: QueuePlace): Promise<void> {
  do {
    await prune(place);
    await buildGroups(place);
  } while (await judgeFirst(place));
}
