/** Reads merge groups, as deliveries and the queue's branches show them. */
import { isRecord } from '../base/text.ts';
import { type GroupRef, readGroupRef } from '../domain/dispatch/activities.ts';
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** Why GitHub destroyed a group; `unknown` where it does not say. */
const groupEnds = ['merged', 'invalidated', 'dequeued', 'unknown'] as const;
export type GroupEnd = (typeof groupEnds)[number];

/** A group as one witness shows it: a delivery, or a run that was started for it. */
export interface SeenGroup {
  readonly headSha: string;
  /** Such as `gh-readonly-queue/main/pr-12-<SHA>`. */
  readonly headRef: string;
  /** Without `refs/heads/`; `undefined`: the branch of the group does not say. */
  readonly baseRef: string | undefined;
  /** The head of the base branch, or of the group before it; `undefined`: the witness does not say. */
  readonly baseSha: string | undefined;
  /** The pull request that was added last; `undefined`: the branch of the group does not say. */
  readonly pullNumber: number | undefined;
}

const shaPattern = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const queuePrefix = 'gh-readonly-queue/';
const maxRefLength = 1_024;

function readSha(value: unknown): string | undefined {
  return typeof value === 'string' && shaPattern.test(value) ? value : undefined;
}

function readBranch(value: unknown): string | undefined {
  const branch = typeof value === 'string' ? value.replace(/^refs\/heads\//, '') : '';
  return branch === '' || branch.length > maxRefLength ? undefined : branch;
}

/** A branch of a merge queue. */
export function isQueueBranch(branch: unknown): boolean {
  return typeof branch === 'string' && branch.replace(/^refs\/heads\//, '').startsWith(queuePrefix);
}

/** A ref for another branch than the one that GitHub names tells of no pull request. */
function pullOf(ref: GroupRef | undefined, baseRef: string | undefined): number | undefined {
  return ref === undefined || (baseRef !== undefined && ref.base !== baseRef) ? undefined : ref.pullNumber;
}

/** The group of a queue's branch. `undefined`: it is another branch, or not a commit. */
export function readGroupBranch(headRef: unknown, headSha: unknown): SeenGroup | undefined {
  const [branch, sha] = [readBranch(headRef), readSha(headSha)];
  if (branch === undefined || sha === undefined || !isQueueBranch(branch)) return undefined;
  const ref = readGroupRef(branch);
  return {
    headSha: sha,
    headRef: branch,
    baseRef: ref?.base,
    baseSha: undefined,
    pullNumber: ref?.pullNumber,
  };
}

/** Of `merge_group` deliveries. `undefined` for anything else. */
export function readMergeGroup(payload: Readonly<Record<string, unknown>>): SeenGroup | undefined {
  const group = payload['merge_group'];
  if (!isRecord(group)) return undefined;
  const headSha = readSha(group['head_sha']);
  const headRef = readBranch(group['head_ref']);
  if (headSha === undefined || headRef === undefined) return undefined;
  const ref = readGroupRef(headRef);
  const baseRef = readBranch(group['base_ref']) ?? ref?.base;
  return { headSha, headRef, baseRef, baseSha: readSha(group['base_sha']), pullNumber: pullOf(ref, baseRef) };
}

/** Of `merge_group.destroyed`. */
export function readGroupEnd({ reason }: Readonly<Record<string, unknown>>): GroupEnd {
  return groupEnds.find((known) => known === reason) ?? 'unknown';
}

/** Whether the group's branch still has its commit. Needs `contents: read`. Rejects with `GitHubFailure`. */
export async function isGroupThere(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { headRef, headSha }: Pick<SeenGroup, 'headRef' | 'headSha'>,
): Promise<boolean> {
  try {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...place, ref: `heads/${headRef}` }),
    );
    return data.object.sha === headSha;
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return false;
    throw error;
  }
}
