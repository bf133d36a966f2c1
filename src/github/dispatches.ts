/** Starts runs of workflow files. A dispatch is sent once: whether a lost one started a run is for the caller to find out. */
import { isRecord } from '../base/text.ts';
import type { GitHubClient } from './client.ts';
import { GitHubFailure, mayHaveActed, quoteGitHub } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

/** For how long a host that does not know `return_run_details` is called without it, in milliseconds. */
const withoutDetailsMs = 24 * 60 * 60_000;

interface Dispatch {
  /** File name in `.github/workflows`. */
  readonly workflow: string;
  /** A branch, without `refs/heads/`. */
  readonly branch: string;
  readonly inputs: Readonly<Record<string, string>>;
}

export type DispatchOutcome =
  /** GitHub names the run. */
  | { readonly status: 'run'; readonly runId: string; readonly url: string | undefined }
  /** GitHub has accepted it, and names no run. */
  | { readonly status: 'accepted' }
  /** `reason`: GitHub's words. `isOutdated`: what is known about the file or its branch is no longer true. */
  | { readonly status: 'rejected'; readonly reason: string; readonly isOutdated: boolean }
  /** A rate limit. Nothing was started. `isSecondary`: GitHub asks for a slower pace. */
  | { readonly status: 'limited'; readonly retryAt: number; readonly isSecondary: boolean }
  /** Nothing was sent. */
  | { readonly status: 'unsent'; readonly reason: string; readonly retryAt: number | undefined }
  /** A run may have been started. */
  | { readonly status: 'lost'; readonly reason: string };

interface DispatchOptions {
  readonly signal: AbortSignal;
  /** Runs right before the request is sent. If it throws, nothing is sent. */
  readonly beforeSend: () => void;
}

/** Needs `actions: write`. Rejects with `GitHubFailure` only where the token is no longer accepted: nothing was started then. */
export type SendDispatch = (
  repository: RepositoryHandle,
  dispatch: Dispatch,
  options: DispatchOptions,
) => Promise<DispatchOutcome>;

type Attempt = DispatchOutcome | { readonly status: 'without-details' };

function readDetails(status: number, data: unknown): DispatchOutcome {
  const { workflow_run_id: id, html_url: url } = isRecord(data) ? data : {};
  if (status !== 200 || typeof id !== 'number' || !Number.isSafeInteger(id)) return { status: 'accepted' };
  return { status: 'run', runId: String(id), url: typeof url === 'string' ? url : undefined };
}

function isAboutDetails(reason: string): boolean {
  return reason.includes('return_run_details');
}

function readFailure(failure: GitHubFailure, isSent: boolean): Attempt {
  const { kind, retryAt } = failure;
  const reason = quoteGitHub(failure);
  if (isSent && mayHaveActed(failure)) return { status: 'lost', reason };
  const isAnswer = failure.cause !== undefined;
  if (!isSent || !isAnswer || kind === 'unreachable') return { status: 'unsent', reason, retryAt };
  if (kind === 'unauthorized') throw failure;
  if (kind === 'rate-limited') {
    return { status: 'limited', retryAt: retryAt ?? 0, isSecondary: failure.isSecondary };
  }
  if (isAboutDetails(reason)) return { status: 'without-details' };
  return { status: 'rejected', reason, isOutdated: kind === 'unprocessable' || kind === 'not-found' };
}

/** One per GitHub: it remembers whether the host names the run. */
export function createDispatches(ports: {
  readonly client: GitHubClient;
  /** In milliseconds. */
  readonly now: () => number;
}): SendDispatch {
  const { client, now } = ports;
  let withoutDetailsUntil = 0;

  async function attempt(
    repository: RepositoryHandle,
    dispatch: Dispatch,
    { signal, beforeSend, isDetailed }: DispatchOptions & { readonly isDetailed: boolean },
  ): Promise<Attempt> {
    let isSent = false;
    try {
      const { status, data } = await callRepository(
        { client, signal, attempts: 1 },
        repository,
        (send, place) => {
          beforeSend();
          isSent = true;
          return send('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
            ...place,
            workflow_id: dispatch.workflow,
            // Not the short name: a tag can have the same one.
            ref: `refs/heads/${dispatch.branch}`,
            inputs: { ...dispatch.inputs },
            ...(isDetailed ? { return_run_details: true } : {}),
          });
        },
      );
      return readDetails(status, data);
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      return readFailure(error, isSent);
    }
  }

  return async (repository, dispatch, options) => {
    const isDetailed = now() >= withoutDetailsUntil;
    const first = await attempt(repository, dispatch, { ...options, isDetailed });
    if (first.status !== 'without-details') return first;
    withoutDetailsUntil = now() + withoutDetailsMs;
    // GitHub has rejected the request, so this is not a repetition.
    const second = await attempt(repository, dispatch, { ...options, isDetailed: false });
    if (second.status !== 'without-details') return second;
    return { status: 'rejected', reason: 'GitHub rejects return_run_details.', isOutdated: false };
  };
}
