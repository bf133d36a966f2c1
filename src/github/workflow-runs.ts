/** Reads and cancels the runs that dispatches started. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { pageSize } from './pages.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';
import { parseRepositoryName } from './repository-names.ts';

/** Most runs that GitHub lists for one search. */
const maxListed = 1_000;
/** Most requests for one list. */
const maxPages = 60;

/** A run as GitHub shows it. Times are GitHub's, in milliseconds since the Unix epoch, to the second. */
export interface ShownRun {
  readonly runId: string;
  /** `display_title` */
  readonly title: string;
  /** Login of who started it first; `undefined` once the account is gone. */
  readonly actor: string | undefined;
  readonly attempt: number;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly url: string;
}

export interface RunSearch {
  /** File name in `.github/workflows`. */
  readonly workflow: string;
  /** In milliseconds, by the server's clock. */
  readonly since: number;
  readonly until: number;
  /** Asked after each page with all runs so far: whether no further page is needed. Default: all are read. */
  readonly isEnough?: ((found: readonly ShownRun[]) => boolean) | undefined;
}

/** What a run waits for before its jobs continue. */
export interface PendingEnvironment {
  readonly environment: string;
  /** Logins of users, and slugs of teams with their organization. */
  readonly reviewers: readonly string[];
}

/** What is read of GitHub's description of a run. */
interface RunAnswer {
  readonly id: number | bigint;
  readonly display_title: string;
  readonly actor?: { readonly login: string } | undefined;
  readonly run_attempt?: number | bigint | undefined;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly html_url: string;
}

function showRun(run: RunAnswer): ShownRun {
  return {
    runId: String(run.id),
    title: run.display_title,
    actor: run.actor?.login,
    attempt: Number(run.run_attempt ?? 1),
    status: run.status ?? 'queued',
    conclusion: run.conclusion ?? undefined,
    createdAt: Date.parse(run.created_at),
    updatedAt: Date.parse(run.updated_at),
    url: run.html_url,
  };
}

function toSearchTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}

/**
 * The runs of one file that `workflow_dispatch` started, newest first. Needs `actions: read`. Rejects with `GitHubFailure` rather than return
 * a part of what was asked for: `too-large` if there are too many in that time.
 */
export async function listDispatchedRuns(
  calls: ClientCalls,
  repository: RepositoryHandle,
  search: RunSearch,
): Promise<readonly ShownRun[]> {
  const { isEnough = () => false } = search;
  const found: ShownRun[] = [];
  let pages = 0;

  /** Returns whether no further page is needed. */
  async function read({ since, until }: Pick<RunSearch, 'since' | 'until'>): Promise<boolean> {
    for (let page = 1; ; page += 1) {
      pages += 1;
      if (pages > maxPages) throw new GitHubFailure('too-large', 'Too many runs of one workflow file.');
      const { data } = await callRepository(calls, repository, (send, place) =>
        send('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
          ...place,
          workflow_id: search.workflow,
          event: 'workflow_dispatch',
          created: `${toSearchTime(since)}Z..${toSearchTime(until)}Z`,
          exclude_pull_requests: true,
          per_page: pageSize,
          page,
        }),
      );
      found.push(...data.workflow_runs.map(showRun));
      if (isEnough(found)) return true;
      if (page === 1 && data.total_count > maxListed && until - since > 2_000) {
        const middle = since + Math.floor((until - since) / 2_000) * 1_000;
        return (await read({ since: middle, until })) || read({ since, until: middle - 1_000 });
      }
      if (data.workflow_runs.length < pageSize || page * pageSize >= maxListed) return false;
    }
  }

  await read(search);
  // A run that starts meanwhile moves the others to later pages.
  return [...new Map(found.map((run) => [run.runId, run])).values()];
}

/** Needs `actions: read`. Rejects with `GitHubFailure`, also for a run that GitHub does not show. */
export async function readDispatchedRun(
  calls: ClientCalls,
  repository: RepositoryHandle,
  runId: string,
): Promise<ShownRun> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
      ...place,
      run_id: Number(runId),
      exclude_pull_requests: true,
    }),
  );
  return showRun(data);
}

/** Needs `actions: write`. `over`: the run has ended, or GitHub does not show it. */
export async function cancelDispatchedRun(
  calls: ClientCalls,
  repository: RepositoryHandle,
  runId: string,
): Promise<'cancelled' | 'over'> {
  try {
    await callRepository(calls, repository, (send, place) =>
      send('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', { ...place, run_id: Number(runId) }),
    );
    return 'cancelled';
  } catch (error) {
    if (error instanceof GitHubFailure && ['conflict', 'not-found'].includes(error.kind)) return 'over';
    throw error;
  }
}

/** A team as people know it, `owner/team`: the bare name would mention a user who has it. `repository`: `owner/name`. */
export function nameTeam(repository: string, slug: string): string {
  return slug === '' ? '' : `${parseRepositoryName(repository)?.owner ?? ''}/${slug}`;
}

/** Environments that a run waits for. Needs `actions: read`. */
export async function listPendingEnvironments(
  calls: ClientCalls,
  repository: RepositoryHandle,
  runId: string,
): Promise<readonly PendingEnvironment[]> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments', {
      ...place,
      run_id: Number(runId),
    }),
  );
  return data.map(({ environment, reviewers }) => ({
    environment: environment.name ?? '',
    reviewers: (reviewers ?? []).flatMap(({ reviewer }) => {
      if (reviewer === undefined) return [];
      if ('login' in reviewer) return [reviewer.login ?? ''];
      return 'slug' in reviewer ? [nameTeam(repository.name, reviewer.slug ?? '')] : [];
    }),
  }));
}
