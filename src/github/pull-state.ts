/** Reads the state of pull requests: which commit is their head, and whether they were merged. */
import { isRecord } from '../base/text.ts';
import type { ClientCalls } from './client.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** A pull request as a delivery or a read shows it. Times in milliseconds by GitHub's clock; branches without `refs/heads/`. */
export interface PullState {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly headSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  /** The head is a branch of another repository, or its repository was deleted. */
  readonly isFork: boolean;
  /** Decimal id of the repository of the head. `undefined`: it was deleted, or is not known. */
  readonly headRepositoryId: string | undefined;
  /** Login. */
  readonly author: string;
  /** Login. */
  readonly mergedBy: string | undefined;
  readonly mergedAt: number | undefined;
  /** The commit of the merge on the base branch; of a pull request that is not merged there is none. */
  readonly mergeSha: string | undefined;
  readonly updatedAt: number;
}

const shaPattern = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** Longest name of a branch or person that is kept, in characters. */
const maxNameLength = 1_024;

function readText(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed().slice(0, maxNameLength) : '';
}

function readTime(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : undefined;
}

function readSide(value: unknown): { readonly sha: string; readonly ref: string; readonly repo: unknown } {
  const side = isRecord(value) ? value : {};
  const repo = isRecord(side['repo']) ? side['repo']['id'] : undefined;
  return { sha: readText(side['sha']), ref: readText(side['ref']), repo };
}

function readLogin(value: unknown): string {
  return isRecord(value) ? readText(value['login']) : '';
}

/** `undefined` for anything but a pull request. */
export function readPullState(value: unknown): PullState | undefined {
  if (!isRecord(value)) return undefined;
  const { number, state } = value;
  const [head, base] = [readSide(value['head']), readSide(value['base'])];
  const updatedAt = readTime(value['updated_at']);
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined;
  if ((state !== 'open' && state !== 'closed') || updatedAt === undefined) return undefined;
  if (!shaPattern.test(head.sha) || head.ref === '' || base.ref === '') return undefined;
  const mergedAt = readTime(value['merged_at']);
  // Before a merge GitHub names the commit of a test merge.
  const isMerged = state === 'closed' && mergedAt !== undefined;
  const mergeSha = readText(value['merge_commit_sha']);
  const mergedBy = readLogin(value['merged_by']);
  return {
    number,
    state: isMerged ? 'merged' : state,
    headSha: head.sha,
    headRef: head.ref,
    baseRef: base.ref,
    isFork: head.repo === undefined || head.repo !== base.repo,
    headRepositoryId: typeof head.repo === 'number' ? String(head.repo) : undefined,
    author: readLogin(value['user']),
    mergedBy: isMerged && mergedBy !== '' ? mergedBy : undefined,
    mergedAt: isMerged ? mergedAt : undefined,
    mergeSha: isMerged && shaPattern.test(mergeSha) ? mergeSha : undefined,
    updatedAt,
  };
}

/** Needs `pull_requests: read`. Rejects with `GitHubFailure`. */
export async function fetchPullState(
  calls: ClientCalls,
  repository: RepositoryHandle,
  number: number,
): Promise<PullState | undefined> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...place, pull_number: number }),
  );
  return readPullState(data);
}

/** The newest pull requests into a branch whose head is the commit. Needs `pull_requests: read`. */
export async function fetchPullsOfHead(
  calls: ClientCalls,
  repository: RepositoryHandle,
  { headSha, baseRef }: { readonly headSha: string; readonly baseRef: string },
): Promise<readonly PullState[]> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/pulls', {
      ...place,
      state: 'all',
      base: baseRef,
      sort: 'updated',
      direction: 'desc',
      per_page: 100,
    }),
  );
  return data
    .flatMap((pull) => readPullState(pull) ?? [])
    .filter((pull) => pull.headSha === headSha)
    .toSorted((one, other) => other.number - one.number);
}
