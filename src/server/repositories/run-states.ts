/** Asks GitHub whether a run is in progress. Without an answer the state is unknown, never completed. */

import type { Clock, Logger } from '../../base/ports.ts';
import type { RunState } from '../../domain/locks/release.ts';
import type { CallOptions, GitHubClient } from '../../github/client.ts';
import { untilAborted } from '../../github/deadline.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { resolveRepositoryNames } from '../../github/repositories.ts';
import { readRunAttempt, readWorkflowRun } from '../../github/runs.ts';
import type { RepositoryDirectory } from './imported-repository.ts';
import type { InstallationIndex } from './installation-index.ts';
import { createLeaseCache } from './lease-cache.ts';
import { createRunTokens } from './run-tokens.ts';
import type { TokenMinter } from './token-minter.ts';

/** Longest wait for an answer, in milliseconds: a release has to be answered within the CLI's 30 s. */
const askTimeoutMs = 10_000;
/** How long each answer is cached, in milliseconds. An attempt that is over stays so. */
const leaseMs: Readonly<Record<RunState, number>> = { over: 60 * 60_000, live: 5_000, unknown: 2_000 };
const maxRuns = 10_000;
/** As `leaseMs`, for the runs of sessions: they are asked about at every request of an older session. */
const calmLeaseMs: Readonly<Record<RunState, number>> = { over: 60 * 60_000, live: 60_000, unknown: 60_000 };

/** An attempt of a run, and the workspace that imports its repository. */
interface Holding {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly holder: { readonly runId: string; readonly runAttempt: number };
}

export interface RunStates {
  /** Whether it is in progress now. Never rejects. */
  ask(record: Holding): Promise<RunState>;
  /** Whether it was in progress at `time`, in milliseconds since the Unix epoch; a run that is in progress now was. Never rejects. */
  askAbout(record: Holding, time: number): Promise<RunState>;
  /** As `ask`, for a run that began minutes ago; an answer may be a minute old. */
  askCalmly(record: Holding): Promise<RunState>;
}

export interface RunStatePorts {
  readonly client: GitHubClient;
  readonly minter: Pick<TokenMinter, 'mintOwn'>;
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
  readonly repositoryId: string;
  readonly attempt: number;
  readonly token: string;
}

type PutQuestion = (question: Question) => Promise<Answered>;

function createQuestions({ client, clock }: Pick<RunStatePorts, 'client' | 'clock'>) {
  async function askForRun({ token, attempt, signal, repository, id }: Question): Promise<Answered> {
    const latest = await readWorkflowRun({ client, signal }, token, { repository, id });
    if (latest.attempt > attempt) return { state: 'over' };
    // An attempt that GitHub does not show yet: its answer is older than the job.
    if (latest.attempt < attempt) return { state: 'unknown' };
    return { state: latest.isCompleted ? 'over' : 'live' };
  }

  return {
    askForRun,
    /** GitHub deletes only runs that have ended, so a run that it does not show minutes after its start is over. */
    async askForOlderRun(question: Question): Promise<Answered> {
      try {
        return await askForRun(question);
      } catch (error) {
        if (!(error instanceof GitHubFailure) || error.kind !== 'not-found') throw error;
        // Under this name there may be another repository by now.
        const { token, signal, repository, repositoryId } = question;
        const calls = { client, signal, now: () => clock.now() };
        const [named] = await resolveRepositoryNames(calls, token, [repository]);
        if (named?.repositoryId !== repositoryId) throw error;
        return { state: 'over' };
      }
    },
    async askForAttempt({ token, signal, repositoryId: _, ...run }: Question): Promise<Answered> {
      const { completedAt } = await readRunAttempt({ client, signal }, token, run);
      return completedAt === undefined ? { state: 'live' } : { state: 'over', completedAt };
    },
  };
}

/** Finds out how to ask about the run that `key` names, and puts the question. */
function createRunReader(ports: RunStatePorts) {
  const tokens = createRunTokens('actions', ports);
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
      return await put({
        repository: canonicalName,
        repositoryId,
        id,
        attempt: Number(attempt),
        token,
        signal,
      });
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
      logger.warn('runs: the state of a run could not be read', { run: key, error: String(error), hint });
      return { state: 'unknown' };
    }
  }
  const cache = (put: PutQuestion, leases = leaseMs) =>
    createLeaseCache<Answered>(
      {
        maxEntries: maxRuns,
        load: (key) => ask(key, put),
        validUntil: ({ state }, loadedAt) => loadedAt + leases[state],
      },
      clock,
    );
  const { askForRun, askForOlderRun, askForAttempt } = createQuestions(ports);
  const runs = cache(askForRun);
  const attempts = cache(askForAttempt);
  const calm = cache(askForOlderRun, calmLeaseMs);
  const keyOf = ({ workspaceId, repositoryId, holder }: Holding): string =>
    [workspaceId, repositoryId, holder.runId, holder.runAttempt].join('/');

  return {
    ask: async (record) => (await runs.get(keyOf(record))).state,
    async askAbout(record, time) {
      const { state, completedAt } = await attempts.get(keyOf(record));
      return completedAt !== undefined && completedAt > time ? 'live' : state;
    },
    askCalmly: async (record) => (await calm.get(keyOf(record))).state,
  };
}
