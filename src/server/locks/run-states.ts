/** Whether the run of a lock's holder goes on, as GitHub says. Not to be told counts as unknown, never as over. */
import { mintAccessToken } from '../../github/access-tokens.ts';
import type { GitHubClient } from '../../github/client.ts';
import { readWorkflowRun } from '../../github/runs.ts';
import type { LockRecord } from '../../locks/lock.ts';
import type { RunState } from '../../locks/release.ts';
import type { Clock, Logger } from '../../ports.ts';
import type { RepositoryDirectory } from '../permissions/imported-repository.ts';
import { untilAborted } from '../sts/deadline.ts';
import type { InstallationIndex } from '../sts/installation-index.ts';
import { createLeaseCache } from '../sts/lease-cache.ts';

/** Longest wait for an answer, in milliseconds: a release has to be answered within the CLI's 30 s. */
const askTimeoutMs = 10_000;
/** How long each answer is believed, in milliseconds. An attempt that is over stays so. */
const leaseMs: Readonly<Record<RunState, number>> = { over: 60 * 60_000, live: 5_000, unknown: 2_000 };
const maxRuns = 10_000;
/** A token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 5 * 60_000;
const maxTokens = 1_000;

export interface RunStates {
  /** Never rejects. */
  ask(record: Pick<LockRecord, 'workspaceId' | 'repositoryId' | 'holder'>): Promise<RunState>;
}

export interface RunStatesDependencies {
  readonly client: GitHubClient;
  readonly repositories: RepositoryDirectory;
  readonly installations: InstallationIndex;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createRunStates(deps: RunStatesDependencies): RunStates {
  const { client, clock, logger } = deps;
  const tokens = createLeaseCache(
    {
      maxEntries: maxTokens,
      load: async (key) => {
        const [installationId = '', repositoryId = ''] = key.split('/');
        return mintAccessToken(client, Number(installationId), {
          repositoryIds: [repositoryId],
          permissions: { metadata: 'read', actions: 'read' },
        });
      },
      validUntil: (token) => token.expiresAt - expiryMarginMs,
    },
    clock,
  );

  async function read(key: string, signal: AbortSignal): Promise<RunState> {
    const [workspaceId = '', repositoryId = '', runId = '', attempt = ''] = key.split('/');
    const repository = await deps.repositories.recognise(workspaceId, repositoryId);
    if (repository === undefined) return 'unknown';
    const { ownerId, canonicalName } = repository;
    const [login = ''] = canonicalName.split('/');
    const installation = await deps.installations.find({ ownerId, login });
    if (installation === undefined || installation.suspended) return 'unknown';
    const tokenKey = `${installation.id}/${repositoryId}`;
    const { token } = await tokens.get(tokenKey);
    try {
      const run = await readWorkflowRun(client, token, { repository: canonicalName, id: runId }, { signal });
      if (run.attempt > Number(attempt)) return 'over';
      // An attempt that GitHub has not shown yet: its answer is older than the job.
      if (run.attempt < Number(attempt)) return 'unknown';
      return run.isCompleted ? 'over' : 'live';
    } catch (error) {
      // Its token may have been revoked, or its permission be new.
      tokens.forget(tokenKey);
      throw error;
    }
  }

  const states = createLeaseCache<RunState>(
    {
      maxEntries: maxRuns,
      load: async (key) => {
        try {
          const signal = AbortSignal.timeout(askTimeoutMs);
          return await untilAborted(read(key, signal), signal);
        } catch (error) {
          const hint = 'Its App needs the permission `actions: read`.';
          logger.warn('locks: the state of a run could not be read', {
            run: key,
            error: String(error),
            hint,
          });
          return 'unknown';
        }
      },
      validUntil: (state, loadedAt) => loadedAt + leaseMs[state],
    },
    clock,
  );

  return {
    ask: ({ workspaceId, repositoryId, holder }) =>
      states.get([workspaceId, repositoryId, holder.runId, holder.runAttempt].join('/')),
  };
}
