/** Notices when schedules are due: each occurrence becomes a tick once, and starts one sweep a while later. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/ports.ts';
import { measurePeriod, newestDue, nextDue, spreadDelay } from '../../domain/drift/due.ts';
import type { DriftScheduleConfig } from '../config/config.ts';
import { readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';
import type { DriftDeployments, DriftRepository } from './ports.ts';
import type { DriftRepositories } from './repositories.ts';
import {
  deleteSchedule,
  type KnownSchedule,
  keepSchedule,
  listKnownSchedules,
  type SchedulePorts,
} from './schedules.ts';
import { addTick, dropPlannedTicks } from './tick-table.ts';

/** How often schedules are checked, in milliseconds. */
const roundMs = 15_000;
/** Of a schedule that occurs only once more, in milliseconds. */
const longPeriodMs = 366 * 24 * 60 * 60_000;

export interface TickPorts extends SchedulePorts {
  readonly repositories: DriftRepositories;
  readonly deployments: Pick<DriftDeployments, 'withdraw'>;
  readonly logger: Logger;
}

/** When a schedule is due next, as this process has computed it. */
interface Known {
  readonly since: number;
  readonly from: number;
  readonly nextAt: number;
}

/** Sweeps of a schedule that have not ended start nothing any more. */
async function withdrawSweeps(
  trx: Kysely<Database>,
  {
    schedule: { repositoryId, name, workspaceId },
    problem,
  }: { readonly schedule: KnownSchedule; readonly problem: 'paused' | 'not_configured' },
  { deployments, database: { dialect } }: TickPorts,
): Promise<void> {
  await dropPlannedTicks(trx, dialect, { repositoryId, schedule: name, problem });
  const open = await trx
    .selectFrom('drift_ticks as tick')
    .innerJoin('batches', 'batches.id', 'tick.batch_id')
    .select('batches.id')
    .where('tick.repository_id', '=', repositoryId)
    .where('tick.schedule', '=', name)
    .where('batches.workspace_id', '=', workspaceId)
    .where('batches.state', 'in', ['resolving', 'running'])
    .orderBy('batches.id')
    .execute();
  for (const { id } of open) await deployments.withdraw(trx, id);
}

function createTickMaker(ports: TickPorts) {
  const { database } = ports;
  const known = new Map<string, Known>();

  function isQuiet(key: string, since: number, now: number): boolean {
    const last = known.get(key);
    return last?.since === since && last.from <= now && now < last.nextAt;
  }

  return async (repository: DriftRepository, schedule: DriftScheduleConfig): Promise<void> => {
    const { workspaceId, repositoryId } = repository;
    const { name } = schedule;
    const since = await keepSchedule(repository, schedule, ports);
    if (schedule.paused) {
      const paused = { schedule: { workspaceId, repositoryId, name }, problem: 'paused' } as const;
      await database.db.transaction().execute((trx) => withdrawSweeps(trx, paused, ports));
      return;
    }
    const now = await readDatabaseTime(database);
    const key = JSON.stringify([repositoryId, name, schedule.cron, schedule.timeZone]);
    if (isQuiet(key, since, now)) return;
    const dueAt = newestDue(schedule, { after: since, until: now });
    if (dueAt !== undefined) {
      const periodMs = measurePeriod(schedule, dueAt) ?? longPeriodMs;
      const delayMs = spreadDelay({ repositoryId, name }, periodMs);
      const tick = { workspaceId, repositoryId, schedule: name, dueAt, periodMs };
      const { dialect } = database;
      await database.db.transaction().execute((trx) => addTick(trx, dialect, { tick, delayMs }));
    }
    known.set(key, { since, from: now, nextAt: nextDue(schedule, now) ?? Number.POSITIVE_INFINITY });
  };
}

/** Schedules that the configuration no longer has. Where a name was not resolved, its schedules stay. */
async function forgetGone(
  configured: ReadonlySet<string>,
  unsure: ReadonlySet<string>,
  ports: TickPorts,
): Promise<void> {
  for (const schedule of await listKnownSchedules(ports.database)) {
    const { workspaceId, repositoryId, name } = schedule;
    if (configured.has(JSON.stringify([workspaceId, repositoryId, name])) || unsure.has(workspaceId))
      continue;
    const gone = { schedule, problem: 'not_configured' } as const;
    await deleteSchedule(schedule, (trx) => withdrawSweeps(trx, gone, ports), ports);
  }
}

export function createTickRounds(ports: TickPorts): WorkKind {
  const makeTicks = createTickMaker(ports);
  return createRounds('drift-schedules', roundMs, async (signal) => {
    const configured = new Set<string>();
    const unsure = new Set<string>();
    for (const workspaceId of ports.repositories.workspaceIds) {
      const { repositories, isComplete } = await ports.repositories.list(workspaceId);
      if (!isComplete) unsure.add(workspaceId);
      for (const repository of repositories) {
        for (const schedule of repository.drift.schedules) {
          signal.throwIfAborted();
          configured.add(JSON.stringify([workspaceId, repository.repositoryId, schedule.name]));
          try {
            await makeTicks(repository, schedule);
          } catch (error) {
            if (signal.aborted) throw error;
            const fields = { repository: repository.repositoryId, schedule: schedule.name, error };
            ports.logger.warn('drift: a schedule was not checked', fields);
          }
        }
      }
    }
    await forgetGone(configured, unsure, ports);
  });
}
