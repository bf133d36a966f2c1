/** Starts the sweep of a tick: one batch, on the head of the default branch as it is then. */
import type { GitHubClient } from '../../github/client.ts';
import { fetchDefaultHead } from '../../github/default-head.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import type { WorkKind } from '../work/kind.ts';
import { type DriftDeployments, findSchedule } from './ports.ts';
import type { DriftRepositories } from './repositories.ts';
import {
  endTick,
  lockPlannedTick,
  readTick,
  readTickKey,
  type TickName,
  type TickProblem,
  tickKind,
} from './tick-table.ts';

export interface SweepStartPorts {
  readonly database: OpenedDatabase;
  readonly repositories: DriftRepositories;
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly deployments: Pick<DriftDeployments, 'openSweep'>;
}

async function dropTick(name: TickName, problem: TickProblem, { database }: SweepStartPorts): Promise<void> {
  const { db, dialect } = database;
  await db.transaction().execute(async (trx) => {
    if ((await lockPlannedTick(trx, dialect, name)) !== undefined)
      await endTick(trx, dialect, { name, problem });
  });
}

async function startSweep(name: TickName, signal: AbortSignal, ports: SweepStartPorts): Promise<void> {
  const { database, repositories, client, deploymentAccess, deployments } = ports;
  const { db, dialect } = database;
  const tick = await readTick(db, name);
  if (tick?.isPlanned !== true) return;
  const repository = await repositories.find(tick.workspaceId, name.repositoryId);
  const schedule = repository && findSchedule(repository, name.schedule);
  if (repository === undefined || schedule === undefined) return dropTick(name, 'not_configured', ports);
  if (schedule.paused) return dropTick(name, 'paused', ports);
  const head = await deploymentAccess.use(repository, (handle) =>
    fetchDefaultHead({ client, signal }, handle),
  );
  if (head.isArchived) return dropTick(name, 'archived', ports);
  await db.transaction().execute(async (trx) => {
    if ((await lockPlannedTick(trx, dialect, name)) === undefined) return;
    const { maxRunning } = schedule;
    const sweep = { repository, schedule: name.schedule, dueAt: name.dueAt, sha: head.sha, maxRunning };
    const batchId = await deployments.openSweep(trx, sweep);
    await endTick(trx, dialect, { name, batchId });
  });
}

/** Tried until GitHub answers, or until the next tick of the schedule takes its place. */
export function createSweepStarts(ports: SweepStartPorts): WorkKind {
  return {
    kind: tickKind,
    concurrency: 2,
    leaseMs: 30_000,
    maxRunMs: 60_000,
    retry: { baseDelayMs: 5_000, maxDelayMs: 5 * 60_000 },
    async run({ entry, signal }) {
      const name = readTickKey(entry.key);
      if (name !== undefined) await startSweep(name, signal, ports);
    },
  };
}
