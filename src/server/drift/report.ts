/** Judges what detections came to: a run that ends without a result is a problem of its instance, and three in a row are an error. */
import { type Kysely, sql } from 'kysely';
import type { Logger, Random } from '../../base/ports.ts';
import { missingLimit } from '../../domain/drift/choose.ts';
import { judgeDetection, type RunVerdict } from '../../domain/drift/judge-detection.ts';
import type { InstanceName } from '../../domain/stacks/items.ts';
import { type OpenedDatabase, readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { createRounds, runForEach, type WorkKind } from '../work/kind.ts';
import { recordStopped } from './auto/audit.ts';
import { settleAutoRun } from './auto/auto-table.ts';
import { type Ended, listEnded, settleEnded } from './ended-table.ts';
import { clearProblem, type DriftPlace } from './instance-table.ts';
import type { DriftMetrics } from './metrics.ts';
import type { ChangeStatus } from './ports.ts';

const roundMs = 15_000;

export interface ResultPorts {
  readonly database: OpenedDatabase;
  readonly changeStatus: ChangeStatus;
  readonly random: Pick<Random, 'uuid'>;
  readonly metrics: DriftMetrics;
  readonly logger: Logger;
}

/** Something else has changed meanwhile: it is judged again in the next round. */
class Raced extends Error {}

export interface ReportedDrift extends DriftPlace, InstanceName {
  readonly status: string;
  /** No later run has reported. */
  readonly isCurrent: boolean;
}

/** In the transaction that records a status. */
export async function takeDriftStatus(trx: Kysely<Database>, reported: ReportedDrift): Promise<void> {
  if (!reported.isCurrent) return;
  await clearProblem(trx, { ...reported, isInSync: reported.status === 'in_sync' });
}

/** The instance that the detection was of: of components with one name that of Terraform. */
async function findInstance(trx: Kysely<Database>, ended: Ended) {
  return trx
    .selectFrom('instances')
    .select(['component_type as componentType', 'drift_status as status', 'last_run_at as resultAt'])
    .where('workspace_id', '=', ended.workspaceId)
    .where('repository_id', '=', ended.repositoryId)
    .where('stack', '=', ended.stack)
    .where('component', '=', ended.component)
    .where('drift_enabled', '=', 1)
    .where('orphaned_at', 'is', null)
    .orderBy(sql`case when component_type = 'terraform' then 0 else 1 end`)
    .limit(1)
    .executeTakeFirst();
}

/** Before the row of drift, as in the transaction of a report: both lock the instance first. */
async function markFailed(trx: Kysely<Database>, ended: Ended, ports: ResultPorts): Promise<void> {
  const instance = await findInstance(trx, ended);
  if (instance === undefined || instance.status === 'error') return;
  const { workspaceId, repositoryId, stack, component } = ended;
  const isChanged = await ports.changeStatus(trx, ports.database.dialect, {
    key: { workspaceId, repositoryId, stack, component, componentType: instance.componentType },
    from: instance.status,
    to: 'error',
    cause: 'missing_results',
    resultAt: instance.resultAt ?? undefined,
    traceId: ports.random.uuid().replaceAll('-', ''),
  });
  if (!isChanged) throw new Raced('the instance has another status now');
}

async function settleDetection(ended: Ended, verdict: RunVerdict, ports: ResultPorts): Promise<void> {
  const { db } = ports.database;
  const isMissing = verdict === 'missing' || verdict === 'refused';
  await db.transaction().execute(async (trx) => {
    const missing = ended.missing + 1;
    if (isMissing && missing >= missingLimit) await markFailed(trx, ended, ports);
    const problem = verdict === 'missing' ? 'missing_plan_result' : 'detection_refused';
    const columns = isMissing
      ? ({ problem, problem_at: ended.at, missing } as const)
      : verdict === 'reported'
        ? ({ problem: null, problem_at: null, missing: 0 } as const)
        : {};
    if (!(await settleEnded(trx, { ended, what: 'detection', columns })))
      throw new Raced('the instance has reported now');
  });
  if (isMissing) ports.metrics.missed();
}

/** Of one that the server started by itself: a failure ends what is started for its cause. */
async function settleAutomatic(
  trx: Kysely<Database>,
  { ended, isApplied }: { readonly ended: Ended; readonly isApplied: boolean },
  { database: { dialect }, random }: ResultPorts,
): Promise<void> {
  const { workspaceId, repositoryId, stack, component } = ended;
  const cause = await settleAutoRun(trx, ended, isApplied ? 'succeeded' : 'failed');
  if (cause === undefined || isApplied) return;
  const place = { workspaceId, repositoryId };
  const traceId = random.uuid().replaceAll('-', '');
  await recordStopped(trx, dialect, { place, name: { stack, component }, cause, why: 'failed', traceId });
}

/** Of a remediation every run counts: until all have reported, or one has failed, the others may. */
function hasResult(what: 'detection' | 'remediation', { exitCodes, unreported }: Ended): boolean {
  if (what === 'detection') return exitCodes.length > 0;
  return exitCodes.some((code) => code !== 0) || (exitCodes.length > 0 && unreported === 0);
}

/** A remediation was applied if its runs succeeded, and all of them report so. */
async function settleRemediation(ended: Ended, verdict: RunVerdict, ports: ResultPorts): Promise<void> {
  const { state, exitCodes } = ended;
  const isApplied = verdict === 'reported' && state === 'succeeded' && exitCodes.every((code) => code === 0);
  const columns = isApplied
    ? { remediated_at: ended.at }
    : verdict === 'missing'
      ? ({ problem: 'missing_apply_result', problem_at: ended.at } as const)
      : {};
  await ports.database.db.transaction().execute(async (trx) => {
    await settleEnded(trx, { ended, what: 'remediation', columns });
    await settleAutomatic(trx, { ended, isApplied }, ports);
  });
}

async function judgeAll(
  what: 'detection' | 'remediation',
  signal: AbortSignal,
  ports: ResultPorts,
): Promise<void> {
  const now = await readDatabaseTime(ports.database);
  const settle = what === 'detection' ? settleDetection : settleRemediation;
  const list = await listEnded(ports.database.db, { what, now });

  async function judge(ended: Ended): Promise<void> {
    const { state, endedAt } = ended;
    const verdict = judgeDetection({ state, endedAt, hasResult: hasResult(what, ended), now });
    if (verdict !== 'waits') await settle(ended, verdict, ports);
  }

  await runForEach(list, judge, {
    signal,
    onFailure({ repositoryId: repository }, error) {
      if (error instanceof Raced)
        ports.logger.debug('drift: a detection is judged again', { reason: error.message });
      else ports.logger.warn('drift: a result was not recorded', { repository, error });
    },
  });
}

export function createReportRounds(ports: ResultPorts): WorkKind {
  return createRounds('drift-results', roundMs, async (signal) => {
    await judgeAll('detection', signal, ports);
    await judgeAll('remediation', signal, ports);
  });
}
