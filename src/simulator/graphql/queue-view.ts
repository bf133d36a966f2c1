/** Merge queues as GraphQL shows them, with `merge_queues: read`. */

import { showTime } from '../shapes/app.ts';
import { nodeIdOf } from '../shapes/node-id.ts';
import type { MergeQueue, QueueEntry } from '../world/merge-queues.ts';
import { type Account, fullNameOf, type Repository } from '../world/world.ts';
import { viewCommit } from './commit-view.ts';
import { type ConnectionArguments, viewConnection } from './connection.ts';
import { type PullRequestViews, viewPullRequest } from './pull-request-view.ts';
import type { GitPlace, View } from './tree-view.ts';
import { needRead, type QueryContext } from './visibility.ts';

const minuteMs = 60_000;

/** Views of the objects that a queue refers to. */
export interface QueueViews extends PullRequestViews {
  readonly git: GitPlace;
  viewActor(account: Account): View;
}

interface ShownQueue {
  readonly context: QueryContext;
  readonly repository: Repository;
  readonly queue: MergeQueue;
  readonly views: QueueViews;
}

function viewEntry(shown: ShownQueue, entry: QueueEntry): View {
  const { context, repository, queue, views } = shown;
  const { world } = context;
  const { number, commit, group } = entry;
  const pull = repository.pullRequests.get(number);
  const viewTested = (sha: string | undefined) => {
    needRead(context, repository, 'contents');
    return sha === undefined ? null : viewCommit(views.git, sha);
  };
  return {
    id: `MQE_${nodeIdOf('PullRequest', pull?.id ?? number).slice('PR_'.length)}`,
    baseCommit: () => viewTested(commit?.baseSha),
    headCommit: () => viewTested(commit?.headSha),
    enqueuedAt: showTime(entry.enqueuedAt),
    enqueuer: () => {
      const account = world.accounts.get(entry.enqueuedBy);
      return account === undefined ? null : views.viewActor(account);
    },
    estimatedTimeToMerge: null,
    jump: false,
    mergeQueue: () => viewQueue(shown),
    position: queue.entries.indexOf(entry) + 1,
    pullRequest: () => viewPullRequest(context, repository, { number, views }),
    solo: false,
    state: group === undefined ? 'QUEUED' : 'AWAITING_CHECKS',
  };
}

function viewQueue(shown: ShownQueue): View {
  const { context, repository, queue, views } = shown;
  const { world } = context;
  const path = `/${fullNameOf(world, repository)}/queue/${queue.branch}`;
  const { min, max, waitMs } = queue.groupSize;
  return {
    __typename: 'MergeQueue',
    id: nodeIdOf('MergeQueue', queue.rulesetId),
    configuration: {
      checkResponseTimeout: Math.ceil(queue.timeoutMs / minuteMs),
      maximumEntriesToBuild: queue.buildConcurrency,
      maximumEntriesToMerge: Math.max(queue.buildConcurrency, max),
      mergeMethod: queue.method === 'squash' ? 'SQUASH' : 'MERGE',
      mergingStrategy: 'ALLGREEN',
      minimumEntriesToMerge: min,
      minimumEntriesToMergeWaitTime: min === 1 ? 0 : Math.ceil(waitMs / minuteMs),
    },
    entries: (asked: ConnectionArguments) =>
      viewConnection(
        'entries',
        queue.entries.map((entry) => viewEntry(shown, entry)),
        asked,
      ),
    nextEntryEstimatedTimeToMerge: null,
    repository: () => views.viewRepository(context, repository),
    resourcePath: path,
    url: `${world.urls.server}${path}`,
  };
}

/** `null`: the branch has none. Without a branch the queue of the default branch is meant. */
export function viewMergeQueue(
  context: QueryContext,
  repository: Repository,
  { branch, views }: { readonly branch?: string | null | undefined; readonly views: QueueViews },
): View | null {
  needRead(context, repository, 'merge_queues');
  const queue = repository.mergeQueues.get(branch ?? repository.git.defaultBranch());
  return queue === undefined ? null : viewQueue({ context, repository, queue, views });
}
