/** Whether the run of a lock's holder is in progress, according to GitHub. No answer counts as unknown, never as over. */

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
/** How long each answer is cached, in milliseconds. An attempt that is over stays so. */
const leaseMs: Readonly<Record<RunState, number>> = { over: 60 * 60_000, live: 5_000, unknown: 2_000 };
const maxRuns = 10_000;
/** A token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 5 * 60_000;
const maxTokens = 1_000;

type Holding = Pick<LockRecord, 'workspaceId' | 'repositoryId' | 'holder'>;

export interface RunStates {
  /** Whether it is in progress now. Never rejects. */
  ask(record: Holding): Promise<RunState>;
  /** Whether it was in progress at `time`, in milliseconds since the Unix epoch; a run that is in progress now was. Never rejects. */
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
  readonly completedAt?: number | undefined;
}

/** An attempt of a run, and how to ask for it. */
interface Question extends CallOptions {
  /** `owner/name` */
  readonly repository: string;
  readonly id: string;
  readonly attempt: number;
  readonly token: string;
}

/** Tokens that may read runs, by installation and repository; each is cached until it is about to expire. */
function createRunTokens({ client, clock }: RunStatePorts) {
  return createLeaseCache(
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
}

type PutQuestion = (question: Question) => Promise<Answered>;

function createQuestions({ client }: Pick<RunStatePorts, 'client'>) {
  return {
    async askForRun({ token, attempt, signal, ...run }: Question): Promise<Answered> {
      const latest = await readWorkflowRun(client, token, run, { signal });
      if (latest.attempt > attempt) return { state: 'over' };
      // An attempt that GitHub does not show yet: its answer is older than the job.
      if (latest.attempt < attempt) return { state: 'unknown' };
      return { state: latest.isCompleted ? 'over' : 'live' };
    },
    async askForAttempt({ token, signal, ...run }: Question): Promise<Answered> {
      const { completedAt } = await readRunAttempt(client, token, run, { signal });
      return completedAt === undefined ? { state: 'live' } : { state: 'over', completedAt };
    },
  };
}

/** Finds out how to ask about the run that `key` names, and puts the question. */
function createRunReader(ports: RunStatePorts) {
  const tokens = createRunTokens(ports);
  return async (key: string, signal: AbortSignal, put: PutQuestion): Promise<Answered> => {
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
      // Its token may have been revoked, or its permission may be new.
      tokens.forget(tokenKey);
      throw error;
    }
  };
}

export function createRunStates(ports: RunStatePorts): RunStates {
  const { clock, logger } = ports;
  const read = createRunReader(ports);
  async function ask(key: string, put: PutQuestion): Promise<Answered> {
    try {
      const signal = AbortSignal.timeout(askTimeoutMs);
      return await untilAborted(read(key, signal, put), signal);
    } catch (error) {
      const hint = 'Give the App the permission `actions: read`.';
      logger.warn('locks: the state of a run could not be read', { run: key, error: String(error), hint });
      return { state: 'unknown' };
    }
  }
  const cache = (put: PutQuestion) =>
    createLeaseCache<Answered>(
      {
        maxEntries: maxRuns,
        load: (key) => ask(key, put),
        validUntil: ({ state }, loadedAt) => loadedAt + leaseMs[state],
      },
      clock,
    );
  const { askForRun, askForAttempt } = createQuestions(ports);
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
