/** Makes and destroys the groups of a merge queue: a commit on a branch of GitHub's own, and the events that tell of it. */
import { writePullMerge } from '../commits/merge-pull.ts';
import { showCommitTime } from '../git/commit-object.ts';
import { readCommit } from '../git/commits.ts';
import { recordEvent, recordRefUpdate } from '../refs/events.ts';
import { mergeQueueBot } from '../world/actors.ts';
import type { MergeGroup, MergeQueue, QueuedCommit, QueueEntry } from '../world/merge-queues.ts';
import type { Account, Repository, World } from '../world/world.ts';
import type { EventCommit, WorldEvent } from '../world/world-event.ts';

/** Where a queue works. */
export interface QueuePlace {
  readonly world: World;
  readonly repository: Repository;
  readonly queue: MergeQueue;
  /** Settles the queue soon. */
  readonly wake: () => void;
}

export function botOf(world: World): Account {
  return world.accounts.get(mergeQueueBot.id) ?? { ...mergeQueueBot, type: 'Bot' };
}

async function showHeadCommit({ git }: Repository, sha: string): Promise<EventCommit> {
  const commit = await readCommit(git.objects, sha);
  if (commit === undefined) throw new Error(`The group's commit ${sha} is missing.`);
  const { author, committer, message, tree } = commit;
  const person = ({ name, email }: typeof author) => ({ name, email });
  return {
    id: sha,
    tree_id: tree,
    message: message.trimEnd(),
    timestamp: showCommitTime(committer),
    author: person(author),
    committer: person(committer),
  };
}

async function recordGroup(
  { world, repository, queue }: QueuePlace,
  group: Pick<MergeGroup, 'ref' | 'baseSha' | 'headSha'>,
  happened: Pick<WorldEvent, 'action' | 'reason' | 'grouped'>,
): Promise<void> {
  const headCommit = await showHeadCommit(repository, group.headSha);
  recordEvent(world, botOf(world), {
    event: 'merge_group',
    repositoryId: repository.id,
    ref: group.ref,
    baseRef: `refs/heads/${queue.branch}`,
    before: group.baseSha,
    after: group.headSha,
    headCommit,
    ...happened,
  });
}

/** The commit of an entry on top of `baseSha`. `undefined`: the pull request conflicts with what is before it. */
async function writeEntry(
  { world, repository, queue }: QueuePlace,
  { number, headSha: head }: QueueEntry,
  baseSha: string,
): Promise<QueuedCommit | undefined> {
  const pull = repository.pullRequests.get(number);
  if (pull === undefined) return undefined;
  const { method } = queue;
  const merge = { pull, base: baseSha, head, method, author: botOf(world) };
  const headSha = await writePullMerge(world, repository, merge);
  return headSha === undefined ? undefined : { baseSha, headSha };
}

type BuiltGroup =
  | { readonly status: 'built'; readonly group: MergeGroup }
  /** There is no group because of this entry. */
  | { readonly status: 'conflict'; readonly entry: QueueEntry };

/** One group for all of these entries, which follow each other in the queue. */
export async function buildGroup(
  place: QueuePlace,
  entries: readonly QueueEntry[],
  baseSha: string,
): Promise<BuiltGroup> {
  const { world, repository, queue, wake } = place;
  const commits: QueuedCommit[] = [];
  for (const entry of entries) {
    const commit = await writeEntry(place, entry, commits.at(-1)?.headSha ?? baseSha);
    if (commit === undefined) return { status: 'conflict', entry };
    commits.push(commit);
  }
  const headSha = commits.at(-1)?.headSha ?? baseSha;
  const ref = `refs/heads/gh-readonly-queue/${queue.branch}/pr-${entries.at(-1)?.number}-${baseSha}`;
  await repository.git.updateRef(ref, headSha);
  const expiresAt = world.clock.now() + queue.timeoutMs;
  const group = { ref, baseSha, headSha, expiresAt, cancel: world.clock.at(expiresAt, wake) };
  for (const [index, entry] of entries.entries()) Object.assign(entry, { group, commit: commits[index] });
  recordRefUpdate(world, repository, { token: botOf(world), ref, before: undefined, after: headSha });
  const grouped = entries.map(({ number }) => number);
  await recordGroup(place, group, { action: 'checks_requested', grouped });
  return { status: 'built', group };
}

export async function destroyGroup(
  place: QueuePlace,
  group: MergeGroup,
  reason: 'merged' | 'invalidated' | 'dequeued',
): Promise<void> {
  const { world, repository, queue } = place;
  const { ref, headSha: before } = group;
  group.cancel();
  for (const entry of queue.entries)
    if (entry.group === group) Object.assign(entry, { group: undefined, commit: undefined });
  await recordGroup(place, group, { action: 'destroyed', reason });
  // A group that was built again in the meantime has the same branch where its base is the same.
  if (repository.git.readRef(ref) !== before) return;
  await repository.git.updateRef(ref, undefined);
  recordRefUpdate(world, repository, { token: botOf(world), ref, before, after: undefined });
}
