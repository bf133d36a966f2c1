/** Makes and destroys the groups of a merge queue: a commit on a branch of GitHub's own, and the events that tell of it. */
import { writePullMerge } from '../commits/merge-pull.ts';
import { showCommitTime } from '../git/commit-object.ts';
import { readCommit } from '../git/commits.ts';
import { recordEvent, recordRefUpdate } from '../refs/events.ts';
import { mergeQueueBot } from '../world/actors.ts';
import type { MergeGroup, MergeQueue, QueueEntry } from '../world/merge-queues.ts';
import type { Account, Repository, World } from '../world/world.ts';
import type { EventCommit } from '../world/world-event.ts';

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
  happened: { readonly action: 'checks_requested' | 'destroyed'; readonly reason?: string },
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

/** `undefined`: the pull request conflicts with what is before it. */
export async function buildGroup(
  place: QueuePlace,
  entry: QueueEntry,
  baseSha: string,
): Promise<MergeGroup | undefined> {
  const { world, repository, queue, wake } = place;
  const pull = repository.pullRequests.get(entry.number);
  if (pull === undefined) return undefined;
  const sides = { base: baseSha, head: entry.headSha };
  const author = botOf(world);
  const headSha = await writePullMerge(world, repository, { pull, ...sides, method: queue.method, author });
  if (headSha === undefined) return undefined;
  const ref = `refs/heads/gh-readonly-queue/${queue.branch}/pr-${entry.number}-${baseSha}`;
  await repository.git.updateRef(ref, headSha);
  const expiresAt = world.clock.now() + queue.timeoutMs;
  const group = { ref, baseSha, headSha, expiresAt, cancel: world.clock.at(expiresAt, wake) };
  recordRefUpdate(world, repository, { token: author, ref, before: undefined, after: headSha });
  await recordGroup(place, group, { action: 'checks_requested' });
  return group;
}

export async function destroyGroup(
  place: QueuePlace,
  group: MergeGroup,
  reason: 'merged' | 'invalidated' | 'dequeued',
): Promise<void> {
  const { world, repository } = place;
  const { ref, headSha: before } = group;
  group.cancel();
  await recordGroup(place, group, { action: 'destroyed', reason });
  // A group that was built again in the meantime has the same branch where its base is the same.
  if (repository.git.readRef(ref) !== before) return;
  await repository.git.updateRef(ref, undefined);
  recordRefUpdate(world, repository, { token: botOf(world), ref, before, after: undefined });
}
