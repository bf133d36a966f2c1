/** Drift: detected on schedules, shown until the result is too old, and remediated when a person asks, and shown as issues. */
import type { Kysely } from 'kysely';
import type { DriftProblemData } from '../../api/routes/drift.ts';
import type { Logger } from '../../base/ports.ts';
import type { Feature } from '../access/feature.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { Database } from '../database/schema.ts';
import { createAutoRounds } from './auto/auto-rounds.ts';
import { listRuleDigests } from './auto/auto-table.ts';
import { findIgnored } from './causes/ignored.ts';
import { countIgnored, createIgnoredInstances } from './causes/ignored-instances.ts';
import { createDecayRounds, type DecayPorts } from './decay.ts';
import { createDriftDesk, type DriftDesk } from './desk/desk.ts';
import type { DriftDeskPorts } from './desk/ports.ts';
import type { DriftPlace } from './instance-table.ts';
import { createIssueRounds, type MarkIssue } from './issues/keep-issues.ts';
import { readShownIssue, type ShownIssue } from './issues/read-wanted.ts';
import { createDriftMetrics } from './metrics.ts';
import { createPeriods } from './periods.ts';
import type { DriftDeployments } from './ports.ts';
import { createReportRounds, type ReportedDrift, takeDriftStatus } from './report.ts';
import { createDriftRepositories, type DriftRepositoryPorts } from './repositories.ts';
import { registerDriftRoutes } from './routes.ts';
import { findDriftProblems, type ProblemQuery } from './show-drift.ts';
import { createSweepStarts, type SweepStartPorts } from './start-sweep.ts';
import { createSweeps, type DriftSweeps, type SweepPorts } from './sweep.ts';
import { forgetTicks } from './tick-table.ts';
import { createTickRounds } from './ticks.ts';

export { refuseReplaced, remediatedType } from './causes/find-targets.ts';

export interface DriftPorts
  extends Omit<DriftRepositoryPorts, 'config'>,
    Omit<SweepPorts, 'repositories' | 'deployments'>,
    Omit<SweepStartPorts, 'repositories' | 'deployments'>,
    Pick<DecayPorts, 'changeStatus' | 'random'>,
    Pick<DriftDeskPorts, 'audit' | 'history' | 'config' | 'clock' | 'forgetBadges'> {
  readonly repositories: DriftDeskPorts['known'];
  readonly deployments: DriftDeployments;
  readonly markIssue: MarkIssue;
  readonly measure: MeasureStore;
  readonly logger: Logger;
}

export interface Drift extends Feature {
  readonly sweeps: DriftSweeps;
  /** For the pages of people. */
  readonly desk: DriftDesk;
  /** By stack and component: why newer results of the instances are missing. */
  findProblems(query: ProblemQuery): Promise<ReadonlyMap<string, DriftProblemData>>;
  /** Drifted instances whose changes are all ignored. */
  findIgnored(query: Parameters<typeof findIgnored>[0]): ReturnType<typeof findIgnored>;
  /** What an issue about drift is to say; `undefined`: there is none; `off`: the configuration has none now. */
  readIssue(
    db: Kysely<Database>,
    place: DriftPlace & { readonly key: string },
  ): Promise<ShownIssue | 'off' | undefined>;
  /** In the transaction of a status that a run reports. */
  takeStatus(trx: Kysely<Database>, status: ReportedDrift): Promise<void>;
}

export function createDrift(given: DriftPorts): Drift {
  const { database } = given;
  const repositories = createDriftRepositories(given);
  const findIgnoredInstances = createIgnoredInstances(given);
  const metrics = createDriftMetrics({
    ...given,
    workspaceIds: [...repositories.workspaceIds],
    countIgnored: async (workspaceId) => countIgnored(await findIgnoredInstances(workspaceId)),
    autoRules: listRuleDigests(given.config),
  });
  const ports = { ...given, repositories, metrics, periods: createPeriods() };
  const desk = createDriftDesk({ ...ports, known: given.repositories, findIgnoredInstances });
  const isUsed = repositories.workspaceIds.size > 0;
  return {
    routes: (app, register) =>
      registerDriftRoutes(app, register, {
        ...{ ...ports, known: given.repositories, findTargets: desk.findTargets },
      }),
    findProblems: (query) => findDriftProblems(database, query),
    findIgnored: (query) => findIgnored(query, given),
    readIssue: (db, place) => readShownIssue(db, place, repositories),
    sweeps: createSweeps(ports),
    desk,
    takeStatus: takeDriftStatus,
    work: [
      createTickRounds(ports),
      createSweepStarts(ports),
      createReportRounds(ports),
      ...(isUsed ? [createDecayRounds(ports), createIssueRounds(ports), createAutoRounds(ports)] : []),
    ],
    upkeep: [{ forgets: 'drift_ticks', run: () => forgetTicks(database.db, database.dialect) }],
    metrics: metrics.registry,
  };
}
