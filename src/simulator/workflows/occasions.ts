/**
 * Decides what GitHub Actions makes of an event: under which names it can start workflows, from which commit it takes their files,
 * and which ref and commit a run then has.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
import { readCommit } from '../git/commits.ts';
import { diffCommits, findMergeBase } from '../git/diff.ts';
import { listTree } from '../git/list-tree.ts';
import { noCommit } from '../refs/events.ts';
import { headShaOf } from '../world/heads.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';
import type { RunOrder } from './create-run.ts';
import { listWorkflowPaths } from './find-workflows.ts';
import { writeMergeRef } from './merge-commit.ts';

export interface Occasion extends Pick<RunOrder, 'event' | 'ref' | 'sha' | 'head' | 'payload' | 'title'> {
  readonly action: string | undefined;
  /** The name that `branches` is compared with. */
  readonly branch: string | undefined;
  /** The name that `tags` is compared with. */
  readonly tag: string | undefined;
  /** Paths that changed; `undefined` where there are none to compare. */
  readonly changes: (() => Promise<readonly string[]>) | undefined;
}

async function titleOf({ git }: Repository, sha: string): Promise<string> {
  const commit = await readCommit(git.objects, sha);
  return commit?.message.split('\n')[0] ?? '';
}

async function changesBetween(
  { git }: Repository,
  before: string | undefined,
  after: string,
): Promise<string[]> {
  if (before !== undefined) return (await diffCommits(git, before, after)).map(({ path }) => path);
  const tree = await git.readTree(after, '');
  return tree === undefined ? [] : (await listTree(git.objects, tree)).map(({ path }) => path);
}

async function onPush(
  repository: Repository,
  { ref = '', before = noCommit, after = noCommit }: WorldEvent,
): Promise<Occasion[]> {
  if (after === noCommit) return [];
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const parent = async () => (await readCommit(repository.git.objects, after))?.parents[0];
  return [
    {
      event: 'push',
      action: undefined,
      ref,
      sha: after,
      payload: { ref, before, after },
      title: await titleOf(repository, after),
      branch,
      tag: /^refs\/tags\/(.+)$/.exec(ref)?.[1],
      changes:
        branch === undefined
          ? undefined
          : async () => changesBetween(repository, before === noCommit ? await parent() : before, after),
    },
  ];
}

/** The base branch before the merge, or as it is. */
async function findBase({ git }: Repository, pull: SimulatedPullRequest): Promise<string | undefined> {
  if (pull.mergeSha !== undefined) return (await readCommit(git.objects, pull.mergeSha))?.parents[0];
  return git.resolveRef(`refs/heads/${pull.baseRef}`);
}

async function showPull(world: World, repository: Repository, pull: SimulatedPullRequest) {
  const head = world.repositories.get(pull.headRepositoryId) ?? repository;
  const repo = (one: Repository) => ({
    id: one.id,
    full_name: fullNameOf(world, one),
    fork: one !== repository,
  });
  return {
    id: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state === 'open' ? 'open' : 'closed',
    draft: pull.draft,
    merged: pull.state === 'merged',
    merge_commit_sha: pull.mergeSha ?? null,
    user: { login: world.accounts.get(pull.authorId)?.login ?? '' },
    labels: [...pull.labels].map((name) => ({ name })),
    head: { ref: pull.headRef, sha: pull.headSha, repo: repo(head) },
    base: { ref: pull.baseRef, sha: await findBase(repository, pull), repo: repo(repository) },
  };
}

interface TestedCommit {
  readonly ref: string;
  readonly sha: string;
}

/** The commit that a `pull_request` run tests; `undefined` without workflows, or where the two sides conflict. */
async function findTested(
  world: World,
  repository: Repository,
  pull: SimulatedPullRequest,
): Promise<TestedCommit | undefined> {
  const { git } = repository;
  const baseSha = await git.resolveRef(`refs/heads/${pull.baseRef}`);
  if (baseSha === undefined) return undefined;
  // Since 2023, a merged pull request's run has the base branch as its ref.
  if (pull.state === 'merged') return { ref: `refs/heads/${pull.baseRef}`, sha: pull.mergeSha ?? baseSha };
  const head = world.repositories.get(pull.headRepositoryId);
  const { headSha } = pull;
  if (head === undefined) return undefined;
  const paths = [
    ...(await listWorkflowPaths(head, headSha)),
    ...(await listWorkflowPaths(repository, baseSha)),
  ];
  if (paths.length === 0) return undefined;
  const sha = await writeMergeRef(repository, pull, { head, headSha, baseSha });
  return sha === undefined ? undefined : { ref: `refs/pull/${pull.number}/merge`, sha };
}

async function onPullRequest(
  world: World,
  repository: Repository,
  { pull, action }: { readonly pull: SimulatedPullRequest; readonly action: string | undefined },
): Promise<Occasion[]> {
  const { git } = repository;
  const { headSha } = pull;
  const tested = await findTested(world, repository, pull);
  const trunk = await git.resolveRef('HEAD');
  const common = {
    action,
    head: {
      sha: headSha,
      ref: pull.headRef,
      baseRef: pull.baseRef,
      repositoryId: pull.headRepositoryId,
      number: pull.number,
    },
    payload: { action, number: pull.number, pull_request: await showPull(world, repository, pull) },
    title: pull.title,
    branch: pull.baseRef,
    tag: undefined,
    async changes() {
      const base = await git.resolveRef(`refs/heads/${pull.baseRef}`);
      const common = base === undefined ? undefined : await findMergeBase(git, base, headSha);
      return changesBetween(repository, common, headSha);
    },
  };
  const target = { ref: `refs/heads/${git.defaultBranch()}`, sha: trunk ?? '' };
  return [
    ...(tested === undefined ? [] : [{ event: 'pull_request', ...common, ...tested }]),
    ...(trunk === undefined ? [] : [{ event: 'pull_request_target', ...common, ...target }]),
  ];
}

async function onMergeGroup(repository: Repository, event: WorldEvent): Promise<Occasion[]> {
  const { ref = '', before, after = noCommit, action, baseRef = '' } = event;
  // No workflow can ask for `destroyed`.
  if (action !== 'checks_requested') return [];
  const group = { head_ref: ref, head_sha: after, base_ref: baseRef, base_sha: before };
  const title = await titleOf(repository, after);
  const payload = { action, merge_group: group };
  return [
    {
      event: 'merge_group',
      action,
      ref,
      sha: after,
      payload,
      title,
      branch: baseRef.replace('refs/heads/', ''),
      tag: undefined,
      changes: undefined,
    },
  ];
}

async function onRelease(repository: Repository, { ref = '', action }: WorldEvent): Promise<Occasion[]> {
  const sha = await repository.git.resolveRef(ref);
  if (sha === undefined) return [];
  const title = ref.replace('refs/tags/', '');
  const payload = { action, release: { tag_name: title, name: title } };
  return [
    {
      event: 'release',
      action,
      ref,
      sha,
      payload,
      title,
      branch: undefined,
      tag: undefined,
      changes: undefined,
    },
  ];
}

/** An event, with its pull request as it was then. */
export interface Happening {
  readonly event: WorldEvent;
  readonly pull: SimulatedPullRequest | undefined;
}

/** Call it while the event is handled. */
export function captureEvent(world: World, event: WorldEvent): Happening {
  const pull = world.repositories.get(event.repositoryId ?? 0)?.pullRequests.get(event.subject ?? 0);
  return { event, pull: pull && { ...pull, labels: new Set(pull.labels), headSha: headShaOf(world, pull) } };
}

/** None for an event that starts no workflow here. */
export async function occasionsOf(
  world: World,
  repository: Repository,
  { event, pull }: Happening,
): Promise<readonly Occasion[]> {
  switch (event.event) {
    case 'push':
      return onPush(repository, event);
    case 'pull_request':
      return pull === undefined ? [] : onPullRequest(world, repository, { pull, action: event.action });
    case 'merge_group':
      return onMergeGroup(repository, event);
    case 'release':
      return onRelease(repository, event);
    default:
      return [];
  }
}
