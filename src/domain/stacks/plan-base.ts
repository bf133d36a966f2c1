/**
 * Which commits an event compares (docs/wire.md#base-and-head-commits): the methods to find the base, best first, and the head under
 * which the server stores the upload. Reads the event only; `src/git` carries out the methods.
 */
import { isRecord } from '../../base/text.ts';

/** The event of the job: its name, its payload, and the variables of the runner beside it. */
export interface JobEvent {
  /** `GITHUB_EVENT_NAME`; `''` outside of a job. */
  readonly name: string;
  /** The JSON of `GITHUB_EVENT_PATH`; `{}` when there is none. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** `GITHUB_BASE_REF`; `''` without one. */
  readonly baseRef: string;
}

/** One way to the base. */
export type BaseWay =
  /** Where the checkout left the branch that the pull request was merged into, as that branch was before the merge. */
  | {
      readonly kind: 'before-merge';
      readonly mergeSha: string;
      readonly headSha: string;
      readonly baseSha: string;
    }
  /** Where the checkout left a branch of the remote. Not good when the checkout is on that branch. */
  | { readonly kind: 'merge-base'; readonly branch: string }
  /** The first parent of the checkout. */
  | { readonly kind: 'parent' }
  | { readonly kind: 'commit'; readonly sha: string; readonly source: string }
  /** The tip of a branch of the remote; what others merged there counts as a change too. */
  | {
      readonly kind: 'branch';
      readonly branch: string;
      readonly source: string;
      readonly isLastResort: boolean;
    }
  | { readonly kind: 'default-branch'; readonly source: string };

export interface BasePlan {
  /** Undefined: the commit that is checked out. */
  readonly headSha: string | undefined;
  readonly ways: readonly BaseWay[];
}

/** The events that have a check to attach an upload to (docs/wire.md#base-and-head-commits). */
export const uploadEvents = ['pull_request', 'pull_request_target', 'merge_group'] as const;

export function isUploadEvent(name: string): boolean {
  return uploadEvents.some((event) => event === name);
}

const shaPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function readObject(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : {};
}

/** A full commit id; `''` for anything else, and for the zeros that mean "none". */
function readSha(object: Readonly<Record<string, unknown>>, key: string): string {
  const value = object[key];
  return typeof value === 'string' && shaPattern.test(value) && !/^0+$/.test(value) ? value : '';
}

/** Name of a branch without `refs/heads/`; `''` for what git would not take as one. */
export function readBranchName(value: unknown): string {
  const name = typeof value === 'string' ? value.replace(/^refs\/heads\//, '') : '';
  const isSafe = /^[^\p{Cc} ~^:?*[\\-][^\p{Cc} ~^:?*[\\]{0,254}$/u.test(name);
  return isSafe && !name.includes('..') && !name.includes('@{') && !name.endsWith('/') ? name : '';
}

function lastResort(baseRef: string): BaseWay {
  const branch = readBranchName(baseRef);
  return branch === ''
    ? { kind: 'default-branch', source: 'the default branch, as there is no GITHUB_BASE_REF' }
    : { kind: 'branch', branch, source: 'GITHUB_BASE_REF', isLastResort: true };
}

function planPullRequest({ payload, baseRef }: JobEvent): BasePlan {
  const pullRequest = readObject(payload, 'pull_request');
  const base = readObject(pullRequest, 'base');
  const headSha = readSha(readObject(pullRequest, 'head'), 'sha');
  const branch = readBranchName(base['ref']) || readBranchName(baseRef);
  const baseSha = readSha(base, 'sha');
  const isClosed = payload['action'] === 'closed';
  const mergeSha = isClosed && pullRequest['merged'] === true ? readSha(pullRequest, 'merge_commit_sha') : '';
  const ways: BaseWay[] = [];
  if (mergeSha !== '') ways.push({ kind: 'before-merge', mergeSha, headSha, baseSha });
  if (branch !== '') ways.push({ kind: 'merge-base', branch });
  if (isClosed) ways.push({ kind: 'parent' });
  if (baseSha !== '') ways.push({ kind: 'commit', sha: baseSha, source: 'event.pull_request.base.sha' });
  return { headSha: headSha || undefined, ways: [...ways, lastResort(baseRef)] };
}

function planMergeGroup({ payload, baseRef }: JobEvent): BasePlan {
  const group = readObject(payload, 'merge_group');
  const sha = readSha(group, 'base_sha');
  const ways: BaseWay[] = [];
  if (sha !== '') ways.push({ kind: 'commit', sha, source: 'event.merge_group.base_sha' });
  const places = [
    { branch: readBranchName(baseRef), source: 'GITHUB_BASE_REF' },
    { branch: readBranchName(group['base_ref']), source: 'event.merge_group.base_ref' },
  ];
  for (const place of places)
    if (place.branch !== '') ways.push({ kind: 'branch', ...place, isLastResort: false });
  ways.push({ kind: 'default-branch', source: 'the default branch' });
  return { headSha: readSha(group, 'head_sha') || undefined, ways };
}

function planPush({ payload }: JobEvent): BasePlan {
  const defaultBranch: BaseWay = { kind: 'default-branch', source: 'the default branch' };
  if (payload['forced'] === true) return { headSha: undefined, ways: [{ kind: 'parent' }, defaultBranch] };
  const before = readSha(payload, 'before');
  if (before === '') return { headSha: undefined, ways: [defaultBranch] };
  return { headSha: undefined, ways: [{ kind: 'commit', sha: before, source: 'event.before' }] };
}

export function planBase(event: JobEvent): BasePlan {
  switch (event.name) {
    case 'pull_request':
    case 'pull_request_target':
      return planPullRequest(event);
    case 'merge_group':
      return planMergeGroup(event);
    case 'push':
      return planPush(event);
    default:
      return { headSha: undefined, ways: [{ kind: 'default-branch', source: 'the default branch' }] };
  }
}
