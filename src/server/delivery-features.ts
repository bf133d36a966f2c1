/** Joins the features that share events of GitHub, uploads and locks: stacks, deployments, what is shown of them, and drift. */
import type { Feature } from './access/feature.ts';
import {
  createFindDeployed,
  createMayBeDeployed,
  type FindDeployedPorts,
  type MayBeDeployedPorts,
} from './deployments/find-deployed.ts';
import {
  type BatchDesk,
  createDeployments,
  createUploadHook,
  type DeploymentPorts,
  type Deployments,
  listDeploying,
} from './deployments/index.ts';
import { createReportReader } from './deployments/read-report.ts';
import { createDriftBadges, type DriftBadgePorts } from './drift/badges/index.ts';
import { createDriftCauses, type DriftCausePorts } from './drift/causes/index.ts';
import { createDrift, type Drift, type DriftPorts } from './drift/index.ts';
import type { DriftDeployments } from './drift/ports.ts';
import { createGithubEvents, type GithubEventPorts } from './github-events/index.ts';
import type { Locks } from './locks/index.ts';
import { createAreReviewed, createProjections, type ProjectionPorts } from './projections/index.ts';
import { changeStatus } from './stacks/drift-status.ts';
import { createStacks, type StackPorts } from './stacks/index.ts';

export type DeliveryFeaturePorts = Omit<
  StackPorts,
  'findLockedComponents' | 'findDriftProblems' | 'findIgnored' | 'onPublished' | 'onReported'
> &
  Omit<GithubEventPorts, 'prepareEvent' | 'mayConcern' | 'findConcerned' | 'isUsed'> &
  Omit<
    DeploymentPorts,
    | 'sets'
    | 'inventory'
    | 'findLockHolders'
    | 'deploymentLocks'
    | 'findDeployed'
    | 'reports'
    | 'shownEvents'
    | 'sweeps'
  > &
  Omit<
    DriftPorts,
    | 'inventory'
    | 'findLockHolders'
    | 'deployments'
    | 'changeStatus'
    | 'history'
    | 'markIssue'
    | 'forgetBadges'
  > &
  DriftBadgePorts &
  DriftCausePorts &
  Omit<ProjectionPorts, 'reports' | 'findDeployed' | 'commands' | 'areReviewed' | 'readIssue'> &
  FindDeployedPorts &
  MayBeDeployedPorts;

interface DeliveryFeatures {
  readonly features: readonly Feature[];
  /** For the pages of people. */
  readonly batchDesk: BatchDesk;
  readonly driftDesk: Drift['desk'];
}

/** Commands of deployments that are created later. */
function deferCommands(find: () => Pick<Deployments, 'commands'>): Deployments['commands'] {
  return {
    retryBatch: (command) => find().commands.retryBatch(command),
    applyLastList: (command) => find().commands.applyLastList(command),
    releaseBatch: (command) => find().commands.releaseBatch(command),
  };
}

/** Batches of drift, likewise. */
function deferDrift(find: () => Pick<Deployments, 'drift'>): DriftDeployments {
  return {
    openSweep: (trx, sweep) => find().drift.openSweep(trx, sweep),
    openRemediation: (trx, remediation) => find().drift.openRemediation(trx, remediation),
    withdraw: (trx, batchId) => find().drift.withdraw(trx, batchId),
    listChanging: (db, repositoryId) => find().drift.listChanging(db, repositoryId),
  };
}

export function createDeliveryFeatures(ports: DeliveryFeaturePorts, locks: Locks): DeliveryFeatures {
  const { findLockedComponents, findLockHolders, deploymentLocks } = locks;
  const stacks = createStacks({
    ...ports,
    findLockedComponents: async (query) =>
      new Set([...(await findLockedComponents(query)), ...(await deployments.findRunComponents(query))]),
    onPublished: createUploadHook(ports),
    findDriftProblems: (query) => drift.findProblems(query),
    findIgnored: (query) => drift.findIgnored(query),
    async onReported(trx, status) {
      await deployments.takeStatus(trx, status);
      await drift.takeStatus(trx, status);
    },
  });
  const findDeployed = createFindDeployed(ports);
  const projections = createProjections({
    ...ports,
    findDeployed,
    areReviewed: createAreReviewed(ports.config),
    reports: createReportReader(ports.database.dialect),
    readIssue: (db, place) => drift.readIssue(db, place),
    commands: deferCommands(() => deployments),
  });
  const badges = createDriftBadges(ports);
  const drift = createDrift({
    ...ports,
    ...{ inventory: stacks.instances, history: stacks.instances.history, changeStatus, findLockHolders },
    markIssue: (trx, issue) => projections.markIssue(trx, issue),
    forgetBadges: badges.forget,
    deployments: deferDrift(() => deployments),
  });
  const { preparePersonEvent: shown } = projections;
  const deployments = createDeployments({
    ...ports,
    sets: stacks.affected,
    inventory: stacks.instances,
    findLockHolders,
    deploymentLocks,
    findDeployed,
    reports: projections,
    sweeps: drift.sweeps,
    shownEvents: { issue_comment: shown, check_run: shown, check_suite: shown },
  });
  const { prepareEvent } = deployments;
  const mayConcern = createMayBeDeployed(ports);
  const isUsed = listDeploying(ports.config).size > 0;
  const events = { ...ports, mayConcern, isUsed, findConcerned: findDeployed, prepareEvent };
  return {
    features: [
      ...[stacks, createGithubEvents(events), deployments, projections, drift],
      ...[createDriftCauses(ports), badges],
    ],
    batchDesk: deployments.desk,
    driftDesk: drift.desk,
  };
}
