/** Makes the objects on GitHub equal to a rendering of our state, as often as it takes: one replica at a time works on one object. */
import type { Clock, Logger } from '../../base/ports.ts';
import { ladderSteps } from '../../domain/reports/ladder.ts';
import { GitHubFailure, isTooLong } from '../../github/failure.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { createRounds, type WorkKind, type WorkTask } from '../work/kind.ts';
import { LostAnswer } from './create-once.ts';
import { createLeftoverReviews } from './leftover-reviews.ts';
import type { ShownRepository } from './ports.ts';
import { type ProjectPorts, type ProjectTurn, recordChanges, type TurnResult } from './project.ts';
import { projectAnnouncement } from './project-announcement.ts';
import { projectCheck } from './project-check.ts';
import { projectComment } from './project-comment.ts';
import { projectIssue } from './project-issue.ts';
import { projectReview } from './project-review.ts';
import {
  enqueueOverdue,
  type Projection,
  type ProjectionKind,
  projectionKind,
  readProjection,
  reviveIssues,
} from './projection-table.ts';

/** While GitHub does not answer, in milliseconds. */
const unreachablePauseMs = 15_000;
/** After a lost answer, in milliseconds. */
const firstLookMs = 2_000;
/** Longest wait for a rate limit; then GitHub is asked again. */
const maxLimitPauseMs = 10 * 60_000;
const minLimitPauseMs = 1_000;
/** How often checks past their deadline are looked for, and how many at once. */
const sweepPeriodMs = 30_000;
const maxSwept = 500;
/** What an end is shown of. */
const concludedKinds: ReadonlySet<ProjectionKind> = new Set(['check', 'comment', 'review']);
/** A check that could not be completed for this long is let go. */
const letGoMs = 24 * 60 * 60_000;
/** An issue that was given up is sent again after this long: its permission may be there now. */
const reviveMs = 24 * 60 * 60_000;
/** About a day of refusals. */
const maxRefusals = 150;

export interface ProjectorPorts extends ProjectPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  /** For issues about drift. */
  readonly issueAccess: DeploymentAccess;
  /** For repositories that deploy no more. */
  readonly concludingAccess: DeploymentAccess;
  /** `undefined`: the configuration no longer gives it deployments. */
  findDeployed(repositoryId: string): Promise<ShownRepository | undefined>;
}

const projectors: Readonly<Record<ProjectionKind, (turn: ProjectTurn) => Promise<TurnResult>>> = {
  check: projectCheck,
  comment: projectComment,
  announcement: projectAnnouncement,
  review: projectReview,
  issue: projectIssue,
};

/** GitHub has too much to do for now, or the text is too long; `undefined`: a refusal. */
async function recover(
  turn: ProjectTurn,
  failure: GitHubFailure | LostAnswer,
  { clock, pace }: ProjectorPorts,
): Promise<TurnResult> {
  const { row, repository, ports } = turn;
  if (failure instanceof LostAnswer) return { againInMs: firstLookMs };
  if (failure.kind === 'rate-limited') {
    const leftMs = (failure.retryAt ?? clock.now()) - clock.now();
    const pauseMs = Math.min(Math.max(leftMs, minLimitPauseMs), maxLimitPauseMs);
    if (row.kind !== 'check') {
      const { installationId } = await ports.deploymentAccess.find(repository);
      await pace.calm(installationId, pauseMs);
    }
    return { againInMs: pauseMs };
  }
  if (failure.kind === 'unreachable') return { againInMs: unreachablePauseMs };
  if (isTooLong(failure) && row.size_step < ladderSteps.length - 1) {
    // For good: what was too long once would be so again.
    await recordChanges(turn, { size_step: row.size_step + 1 });
    return { againInMs: 0 };
  }
  return undefined;
}

interface Shown {
  readonly repository: ShownRepository;
  readonly deploymentAccess: DeploymentAccess;
}

/**
 * A repository that the configuration no longer gives deployments is shown the end of what it has: an open check would block its merges.
 * `undefined`: nothing is to be shown, or the App is not installed in the account any more.
 */
async function findShown(
  { workspace_id: workspaceId, repository_id: repositoryId, kind, remote_id: remoteId }: Projection,
  { findDeployed, deploymentAccess, issueAccess, concludingAccess }: ProjectorPorts,
): Promise<Shown | undefined> {
  const deployed = await findDeployed(repositoryId);
  if (deployed?.workspaceId === workspaceId)
    return {
      repository: deployed,
      deploymentAccess: kind === 'issue' ? issueAccess : deploymentAccess,
    };
  if (remoteId === null || !concludedKinds.has(kind)) return undefined;
  try {
    const { repository } = await concludingAccess.find({ workspaceId, repositoryId });
    const config = { checkName: undefined, hold: { threshold: undefined }, autoReview: 'off' } as const;
    const shown = { workspaceId, repositoryId, name: repository.canonicalName, config };
    return { repository: shown, deploymentAccess: concludingAccess };
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found') return undefined;
    throw error;
  }
}

async function project(task: WorkTask, ports: ProjectorPorts): Promise<TurnResult> {
  const { db, dialect } = ports.database;
  const row = await readProjection(db, dialect, Number(task.entry.key));
  if (row === undefined) return undefined;
  const shown = await findShown(row, ports);
  if (shown === undefined) return undefined;
  const { repository, deploymentAccess } = shown;
  const turn = { row, repository, task, ports: { ...ports, deploymentAccess } };
  try {
    return await projectors[row.kind](turn);
  } catch (error) {
    if (!(error instanceof GitHubFailure || error instanceof LostAnswer)) throw error;
    const again = await recover(turn, error, ports);
    if (again === undefined) throw error;
    ports.logger.warn('projections: GitHub did not take an update, which will be sent again', {
      kind: row.kind,
      repository: repository.name,
      target: row.target,
      again,
      error: error.message,
    });
    return again;
  }
}

export function createProjector(ports: ProjectorPorts): readonly WorkKind[] {
  const { db, dialect } = ports.database;
  return [
    {
      kind: projectionKind,
      concurrency: 8,
      leaseMs: 30_000,
      maxRunMs: 120_000,
      maxAttempts: maxRefusals,
      retry: { baseDelayMs: 1_000, maxDelayMs: 10 * 60_000 },
      run: async (task) => (await project(task, ports)) ?? undefined,
    },
    createLeftoverReviews(ports),
    createRounds('projection-deadlines', sweepPeriodMs, async () => {
      const overdue = await db
        .transaction()
        .execute((trx) => enqueueOverdue(trx, dialect, { letGoMs, limit: maxSwept }));
      if (overdue > 0) ports.logger.debug('projections: checks past their deadline', { overdue });
      const revived = await db
        .transaction()
        .execute((trx) => reviveIssues(trx, dialect, { afterMs: reviveMs, limit: maxSwept }));
      if (revived > 0)
        ports.logger.info('projections: issues that were given up are sent again', { revived });
    }),
  ];
}
