/** Decides whether the head of a run's pull request is a branch of the repository itself. The run's ID token does not say it: GitHub is asked. */

import type { Clock } from '../../base/ports.ts';
import type { GitHubClient } from '../../github/client.ts';
import { untilAborted } from '../../github/deadline.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import { readPullRequest } from '../../github/pull-requests.ts';
import { readWorkflowRun } from '../../github/runs.ts';
import type { ImportedRepository } from './imported-repository.ts';
import type { InstallationIndex } from './installation-index.ts';
import { createLeaseCache } from './lease-cache.ts';
import { createRunTokens } from './run-tokens.ts';
import type { TokenMinter } from './token-minter.ts';

/** Longest wait for an answer, in milliseconds. */
const askTimeoutMs = 10_000;
/** The head repository of a run never changes. */
const settledLeaseMs = 60 * 60_000;
const unknownLeaseMs = 5_000;
const maxRuns = 10_000;

/** `unknown`: GitHub does not show the run, or the App may not read it. */
type RunOrigin = 'own' | 'fork' | 'unknown';

interface PullRequestRun {
  readonly repository: Pick<ImportedRepository, 'repositoryId' | 'ownerId' | 'canonicalName'>;
  readonly runId: string;
  readonly pullRequest: number;
}

export interface RunOrigins {
  /** Rejects with `GitHubFailure` when GitHub does not answer. */
  find(run: PullRequestRun): Promise<RunOrigin>;
}

export interface RunOriginPorts {
  readonly client: GitHubClient;
  readonly minter: Pick<TokenMinter, 'mintOwn'>;
  readonly installations: InstallationIndex;
  readonly clock: Clock;
}

/** What the installation may read, and the question that goes with it. */
type Source = 'actions' | 'pull_requests';

function sourceOf({ permissions }: Installation): Source | undefined {
  if (permissions['actions'] !== undefined) return 'actions';
  return permissions['pull_requests'] === undefined ? undefined : 'pull_requests';
}

function keyOf({ repository, runId, pullRequest }: PullRequestRun): string {
  const { ownerId, repositoryId, canonicalName } = repository;
  return [ownerId, repositoryId, runId, pullRequest, canonicalName].join('/');
}

function readKey(key: string): PullRequestRun {
  const [ownerId = '', repositoryId = '', runId = '', pullRequest = '', ...name] = key.split('/');
  const repository = { ownerId, repositoryId, canonicalName: name.join('/') };
  return { repository, runId, pullRequest: Number(pullRequest) };
}

/** Both need a repository that the installation reaches: others are `unknown`. */
const unknownKinds: ReadonlySet<string> = new Set(['not-found', 'forbidden', 'unprocessable', 'suspended']);

export function createRunOrigins(ports: RunOriginPorts): RunOrigins {
  const { client, installations, clock } = ports;
  const tokens = {
    actions: createRunTokens('actions', ports),
    pull_requests: createRunTokens('pull_requests', ports),
  };
  const answers = createLeaseCache<RunOrigin>(
    {
      maxEntries: maxRuns,
      load: (key) => {
        const signal = AbortSignal.timeout(askTimeoutMs);
        return untilAborted(read(readKey(key), signal), signal);
      },
      validUntil: (origin, at) => at + (origin === 'unknown' ? unknownLeaseMs : settledLeaseMs),
    },
    clock,
  );

  /** Id of the repository that the head is in; `undefined` once that was deleted. */
  async function readHead(
    run: PullRequestRun,
    source: Source,
    { token, signal }: { readonly token: string; readonly signal: AbortSignal },
  ) {
    const { canonicalName } = run.repository;
    if (source === 'actions') {
      const shown = await readWorkflowRun({ client, signal }, token, {
        repository: canonicalName,
        id: run.runId,
      });
      return shown.headRepositoryId;
    }
    const handle = { name: canonicalName, token };
    return (await readPullRequest({ client, signal }, handle, run.pullRequest)).headRepositoryId;
  }

  async function read(run: PullRequestRun, signal: AbortSignal): Promise<RunOrigin> {
    const { ownerId, canonicalName, repositoryId } = run.repository;
    const login = canonicalName.slice(0, canonicalName.indexOf('/'));
    const installation = await installations.find({ ownerId, login });
    const source = installation === undefined || installation.suspended ? undefined : sourceOf(installation);
    if (installation === undefined || source === undefined) return 'unknown';
    const key = `${installation.id}/${repositoryId}`;
    try {
      const { token } = await tokens[source].get(key);
      return (await readHead(run, source, { token, signal })) === repositoryId ? 'own' : 'fork';
    } catch (error) {
      // Its token may have been revoked, or its permission may be new.
      tokens[source].forget(key);
      if (error instanceof GitHubFailure && unknownKinds.has(error.kind)) return 'unknown';
      throw error;
    }
  }

  return {
    find: (run) => answers.get(keyOf(run)),
  };
}
