/** Whether the run of a lock's holder goes on, as GitHub says. Not to be told counts as unknown, never as over. */

import type { Clock, Logger } from '../../base/ports.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { RunState } from '../../domain/locks/release.ts';
import { mintAccessToken } from '../../github/access-tokens.ts';
import type { CallOptions, GitHubClient } from '../../github/client.ts';
import { untilAborted } from '../../github/deadline.ts';
import { readRunAttempt, readWorkflowRun } from '../../github/runs.ts';
import type { RepositoryDirectory } from '../repositories/imported-repository.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';

/** Longest wait for an answer, in milliseconds: a release has to be answered within the CLI's 30 s. */
const askTimeoutMs = 10_000;
/** How long each answer is believed, in milliseconds. An attempt that is over stays so. */
const leaseMs: Readonly<Record<RunState, number>> = { over: 60 * 60_000, live: 5_000, unknown: 2_000 };
const maxRuns = 10_000;
/** A token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 5 * 60_000;
const maxTokens = 1_000;

type Holding = Pick<LockRecord, 'workspaceId' | 'repositoryId' | 'holder'>;

export interface RunStates {
  /** Whether it goes on now. Never rejects. */
  ask(record: Holding): Promise<RunState>;
  /** Whether it went on at `time`, in milliseconds since the Unix epoch; a run that goes on now did. Never rejects. */
  askAbout(record: Holding, time: number): Promise<RunState>;
}

export interface RunStatePorts {
  readonly client: GitHubClient;
  readonly directory: RepositoryDirectory;
  readonly installations: InstallationIndex;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Answered {
  readonly state: RunState;
  /** When the attempt was completed, where that was asked. */
  readonly completedAt?: number;
}

/** An attempt of a run, and how to ask for it. */
interface Question extends CallOptions {
  /** `owner/name` */
  readonly repository: string;
  readonly id: string;
  readonly attempt: number;
  readonly token: string;
}

export function createRunStates(ports: RunStatePorts): RunStates {
  const { client, clock, logger } = ports;
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

  async function read(
    key: string,
    signal: AbortSignal,
    put: (question: Question) => Promise<Answered>,
  ): Promise<Answered> {
    const [workspaceId = '', repositoryId = '', id = '', attempt = ''] = key.split('/');
    const repository = await ports.directory.recognise(workspaceId, repositoryId);
    if (repository === undefined) return { state: 'unknown' };
    const { ownerId, canonicalName } = repository;
    const [login = ''] = canonicalName.split('/');
    const installation = await ports.installations.find({ ownerId, login });
    if (installation === undefined || installation.suspended) return { state: 'unknown' };
    const tokenKey = `${installation.id}/${repositoryId}`;
    const { token } = await tokens.get(tokenKey);
    try {
      return await put({ repository: canonicalName, id, attempt: Number(attempt), token, signal });
    } catch (error) {
      // Its token may have been revoked, or its permission be new.
      tokens.forget(tokenKey);
      throw error;
    }
  }

  async function askForRun({ token, attempt, signal, ...run }: Question): Promise<Answered> {
    const latest = await readWorkflowRun(client, token, run, { ...(signal && { signal }) });
    if (latest.attempt > attempt) return { state: 'over' };
    // An attempt that GitHub has not shown yet: its answer is older than the job.
    if (latest.attempt < attempt) return { state: 'unknown' };
    return { state: latest.isCompleted ? 'over' : 'live' };
  }

  async function askForAttempt({ token, signal, ...run }: Question): Promise<Answered> {
    const { completedAt } = await readRunAttempt(client, token, run, { ...(signal && { signal }) });
    return completedAt === undefined ? { state: 'live' } : { state: 'over', completedAt };
  }

  const cache = (put: (question: Question) => Promise<Answered>) =>
    createLeaseCache<Answered>(
      {
        maxEntries: maxRuns,
        load: async (key) => {
          try {
            const signal = AbortSignal.timeout(askTimeoutMs);
            return await untilAborted(read(key, signal, put), signal);
          } catch (error) {
            const hint = 'Its App needs the permission `actions: read`.';
            logger.warn('locks: the state of a run could not be read', {
              run: key,
              error: String(error),
              hint,
            });
            return { state: 'unknown' };
          }
        },
        validUntil: ({ state }, loadedAt) => loadedAt + leaseMs[state],
      },
      clock,
    );
  const runs = cache(askForRun);
  const attempts = cache(askForAttempt);
  const keyOf = ({ workspaceId, repositoryId, holder }: Holding): string =>
    [workspaceId, repositoryId, holder.runId, holder.runAttempt].join('/');

  return {
    ask: async (record) => (await runs.get(keyOf(record))).state,
    async askAbout(record, time) {
      const { state, completedAt } = await attempts.get(keyOf(record));
      return completedAt !== undefined && completedAt > time ? 'live' : state;
    },
  };
}
