/** Reads instances with their drift for admins: status, problem, and when they are checked next. */
import type { Kysely } from 'kysely';
import type { DriftData, DriftProblemData, DriftRunData } from '../../api/routes/drift.ts';
import { maxDriftHistory } from '../../api/routes/drift.ts';
import { toTimestamp } from '../../base/text.ts';
import { backOffUntil } from '../../domain/drift/choose.ts';
import { remediatedLifeMs } from '../../domain/drift/decay.ts';
import { nextDue } from '../../domain/drift/due.ts';
import { type InstanceName, instanceKey } from '../../domain/stacks/items.ts';
import { reachStore } from '../database/failures.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { Shown } from '../http/answer.ts';
import { type DriftPlace, type DriftRow, digestSettings, findOpen, readDriftRows } from './instance-table.ts';
import type { CoveringSchedule, DriftPeriods } from './periods.ts';
import type { DriftRepository, InventoryInstance } from './ports.ts';

/** Sweeps and remediations of the repository that are searched for runs of an instance. */
const maxSearched = 100;

const problemTexts: Readonly<Record<NonNullable<DriftRow['problem']>['code'], string>> = {
  missing_plan_result:
    'The run of the detection ended without reporting a status. Check that it runs `atmos terraform plan` with `--upload-status`.',
  missing_apply_result:
    'The run of the remediation ended without reporting a status. Check that it runs `atmos terraform apply` with `--upload-status`.',
  detection_refused:
    'The detection could not be started. `atmos-pro batches show` names the reason for its batch.',
};

function showTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : toTimestamp(time);
}

function showProblem({ problem }: DriftRow): DriftProblemData | undefined {
  if (problem === undefined) return undefined;
  const { code, since, at } = problem;
  return { code, message: problemTexts[code], since: toTimestamp(since), at: toTimestamp(at) };
}

/** As people see it: the stored status, and what a remediation makes of it. */
export function toShownStatus(
  { driftStatus }: Pick<InventoryInstance, 'driftStatus'>,
  row: Pick<DriftRow, 'remediatedAt'> | undefined,
  { isOpen, now }: { readonly isOpen: boolean; readonly now: number },
): DriftData['status'] {
  if (isOpen) return 'remediating';
  const at = row?.remediatedAt;
  if (driftStatus === 'in_sync' && at !== undefined && now - at < remediatedLifeMs) return 'remediated';
  return driftStatus === 'in_sync' || driftStatus === 'drifted' || driftStatus === 'error'
    ? driftStatus
    : 'unknown';
}

/** When a sweep checks it, by the schedule that does first. */
function nextCheckOf(
  instance: InventoryInstance,
  row: DriftRow | undefined,
  { schedules, now }: { readonly schedules: readonly CoveringSchedule[]; readonly now: number },
): number | undefined {
  const isChanged = row?.settingsDigest !== digestSettings(instance.pro);
  const missing = row?.problem === undefined ? undefined : { count: row.missing, at: row.problem.at };
  const times = schedules.flatMap(({ schedule, periodMs }): readonly number[] => {
    if (schedule.paused) return [];
    const until = isChanged ? undefined : backOffUntil(missing, periodMs);
    const from = Math.max(now, until === undefined ? now : until - periodMs / 2);
    const next = nextDue(schedule, from);
    return next === undefined ? [] : [next];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

export interface ShowPorts {
  readonly database: OpenedDatabase;
  readonly periods: DriftPeriods;
}

/** Of one repository. */
export async function showDriftInstances(
  repository: DriftRepository,
  { instances, now }: { readonly instances: readonly InventoryInstance[]; readonly now: number },
  { database: { db, dialect }, periods }: ShowPorts,
): Promise<readonly Shown<DriftData>[]> {
  const place = { workspaceId: repository.workspaceId, repositoryId: repository.repositoryId };
  const names = instances.map(({ stack, component }) => ({ stack, component }));
  const rows = await readDriftRows(db, dialect, { place, names });
  const open = await findOpen(db, dialect, { place, names, what: 'remediation' });
  const covering = periods.covering(repository, now);
  return instances.map((instance) => {
    const { stack, component, lastStatus, lastCommand } = instance;
    const key = instanceKey(instance);
    const row = rows.get(key);
    const schedules = covering(instance);
    return {
      repository: repository.name,
      stack,
      component,
      status: toShownStatus(instance, row, { isOpen: open.has(key), now }),
      since: showTime(instance.statusSince),
      lastStatus,
      lastCommand,
      lastRun: showTime(instance.lastRunAt),
      problem: row && showProblem(row),
      schedules: schedules.map(({ schedule }) => schedule.name).toSorted(),
      nextCheck: showTime(nextCheckOf(instance, row, { schedules, now })),
    };
  });
}

/** Detections and remediations of an instance, newest first. */
export async function readDriftRuns(
  db: Kysely<Database>,
  { workspaceId, repositoryId, stack, component }: DriftPlace & InstanceName,
): Promise<readonly Shown<DriftRunData>[]> {
  const searched = db
    .selectFrom('batches')
    .select(['id', 'activity', 'created_at'])
    .where('repository_id', '=', repositoryId)
    .where('workspace_id', '=', workspaceId)
    .where('event', '=', 'drift_detection')
    .orderBy('id', 'desc')
    .limit(maxSearched);
  const rows = await db
    .selectFrom(searched.as('batch'))
    .innerJoin('batch_nodes as node', 'node.batch_id', 'batch.id')
    .leftJoin('orders', (join) =>
      join
        .onRef('orders.batch_id', '=', 'node.batch_id')
        .onRef('orders.node', '=', 'node.number')
        .onRef('orders.attempt', '=', 'node.attempt'),
    )
    .select(['batch.id', 'batch.activity', 'node.state', 'node.reason', 'node.result', 'node.updated_at'])
    .select('orders.run_url')
    .where('node.stack', '=', stack)
    .where('node.component', '=', component)
    .orderBy('batch.id', 'desc')
    .limit(maxDriftHistory)
    .execute();
  return rows.map((row) => ({
    batch: row.id,
    activity: row.activity === 'remediate' ? 'remediate' : 'detect',
    state: row.state,
    reason: row.reason ?? undefined,
    result: row.result ?? undefined,
    at: toTimestamp(row.updated_at),
    runUrl: row.run_url ?? undefined,
  }));
}

export interface ProblemQuery extends DriftPlace {
  readonly names: readonly InstanceName[];
}

/** By instance; those without a problem are absent. Rejects with `REMOTE_STORE` in an outage. */
export async function findDriftProblems(
  { db, dialect }: OpenedDatabase,
  { names, ...place }: ProblemQuery,
): Promise<ReadonlyMap<string, DriftProblemData>> {
  const rows = await reachStore(() => readDriftRows(db, dialect, { place, names }));
  return new Map(
    [...rows].flatMap(([key, row]) => {
      const problem = showProblem(row);
      return problem === undefined ? [] : [[key, problem] as const];
    }),
  );
}
