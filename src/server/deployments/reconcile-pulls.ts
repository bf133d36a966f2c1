/** Compares the open pull requests of GitHub with the stored ones, hourly: GitHub may never have made a delivery. */
import type { Logger } from '../../base/ports.ts';
import { decideMissed, type MissedActivity } from '../../domain/dispatch/missed-activity.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { listOpenPulls, type OpenPulls } from '../../github/open-pulls.ts';
import { fetchPullState, type PullState } from '../../github/pull-state.ts';
import type { ServerConfig } from '../config/config.ts';
import { measureMark, readMark, storeMark } from '../database/backfill-marks.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';
import { applyPullNews, type PullEventPorts } from './pull-events.ts';
import { listOpenNumbers, lockPull, readStoredPull } from './pull-table.ts';
import type { DeployedRepository, FindDeployed } from './seams.ts';

const periodMs = 60 * 60_000;
/** A round that is tried again leaves out what was compared this recently, in milliseconds. */
const recentMs = periodMs / 2;
/** An older mark says nothing about which pull requests are new: deployments may have been off meanwhile. In milliseconds. */
const maxMarkAgeMs = 3 * 24 * 60 * 60_000;
/** Clocks of GitHub and the database may differ, in milliseconds. */
const slackMs = 10 * 60_000;
/** Most pull requests of one repository that a round reads one by one. */
const maxReads = 100;

export interface PullRoundPorts extends PullEventPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly directory: Pick<SourceDirectory, 'list'>;
  readonly findDeployed: FindDeployed;
  readonly logger: Logger;
}

interface Comparison {
  readonly repository: DeployedRepository;
  /** Pull requests that are not stored count as new from this time on. */
  readonly knownSince: number;
  readonly signal: AbortSignal;
}

interface Suspect {
  readonly number: number;
  readonly createdAt: number;
}

/** Those that the list shows differently, and those that it no longer shows. */
async function findSuspects(
  { pulls, isWhole }: OpenPulls,
  { repository, knownSince }: Comparison,
  { database: { db } }: PullRoundPorts,
): Promise<readonly Suspect[]> {
  const suspects: Suspect[] = [];
  for (const pull of pulls) {
    const stored = await readStoredPull(db, repository, pull.number);
    if (decideMissed(stored, pull, knownSince) !== undefined) suspects.push(pull);
  }
  if (!isWhole) return suspects;
  const shown = new Set(pulls.map(({ number }) => number));
  const gone = (await listOpenNumbers(db, repository)).filter((number) => !shown.has(number));
  return [...suspects, ...gone.map((number) => ({ number, createdAt: 0 }))];
}

async function readPull(
  number: number,
  { repository, signal }: Comparison,
  { client, deploymentAccess }: PullRoundPorts,
): Promise<PullState | undefined> {
  try {
    return await deploymentAccess.use(repository, (handle) =>
      fetchPullState({ client, signal }, handle, number),
    );
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined;
    throw error;
  }
}

const pushing: ReadonlySet<MissedActivity> = new Set(['opened', 'synchronize']);

/** A list may be older than a delivery, so the pull request is read, and compared again under its lock. */
async function recordMissed(
  { number, createdAt }: Suspect,
  comparison: Comparison,
  ports: PullRoundPorts,
): Promise<void> {
  const { repository, knownSince } = comparison;
  const { database, dialect, logger } = ports;
  const pull = await readPull(number, comparison, ports);
  if (pull === undefined) return;
  const missed = await database.db.transaction().execute(async (trx) => {
    const stored = await lockPull(trx, dialect, { ...repository, number });
    const found = decideMissed(stored, { ...pull, createdAt }, knownSince);
    if (found === undefined) return undefined;
    const at = pull.mergedAt ?? pull.updatedAt;
    const pushedAt = pushing.has(found) ? at : undefined;
    const activity = { event: 'pull_request', activity: found } as const;
    const seen = { pull, source: 'read', pushedAt } as const;
    const news = { repository, activity, seen, headSha: pull.headSha, guid: undefined, at };
    await applyPullNews(trx, news, ports);
    return found;
  });
  const fields = { repository: repository.repositoryId, pull: number, activity: missed };
  if (missed !== undefined) logger.info('deployments: an event of a pull request was missed', fields);
}

async function compareRepository(
  repository: DeployedRepository,
  signal: AbortSignal,
  ports: PullRoundPorts,
): Promise<void> {
  const { database, dialect, client, deploymentAccess } = ports;
  const { db } = database;
  const list = `pulls/${repository.workspaceId}/${repository.repositoryId}`;
  const ageMs = await measureMark(db, dialect, list);
  if (ageMs !== undefined && ageMs < recentMs) return;
  const { readThrough } = await readMark(db, list);
  const now = await readDatabaseTime(database);
  const isOld = readThrough === undefined || now - readThrough > maxMarkAgeMs;
  const knownSince = isOld ? Number.POSITIVE_INFINITY : readThrough - slackMs;
  const comparison = { repository, knownSince, signal };
  const open = await deploymentAccess.use(repository, (handle) => listOpenPulls({ client, signal }, handle));
  const suspects = await findSuspects(open, comparison, ports);
  for (const suspect of suspects.slice(0, maxReads)) {
    signal.throwIfAborted();
    await recordMissed(suspect, comparison, ports);
  }
  // What is left is found by the next round, which counts the same pull requests as new.
  const isDone = suspects.length <= maxReads;
  await storeMark(db, dialect, { list, readThrough: isDone ? now : readThrough, reading: undefined });
}

async function listDeployedIds({ config, directory }: PullRoundPorts): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { id, repositories } of config.workspaces) {
    if (!repositories.some(({ deployments }) => deployments !== undefined)) continue;
    const { resolved } = await directory.list(id);
    const deployed = resolved.filter(({ config: { deployments } }) => deployments !== undefined);
    ids.push(...deployed.map(({ repositoryId }) => repositoryId));
  }
  return ids;
}

export function createPullRounds(ports: PullRoundPorts): WorkKind {
  return createRounds('deployment-pulls', periodMs, async (signal) => {
    for (const id of await listDeployedIds(ports)) {
      signal.throwIfAborted();
      try {
        const repository = await ports.findDeployed(id);
        if (repository !== undefined) await compareRepository(repository, signal, ports);
      } catch (error) {
        if (signal.aborted) throw error;
        ports.logger.warn('deployments: open pull requests were not compared', { repository: id, error });
      }
    }
  });
}
