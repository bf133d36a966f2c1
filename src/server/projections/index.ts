/** Deployments and drift as people see them on GitHub: the check of a commit, the comment and the review of a pull request, issues, and the commands that these offer. */
import type { Kysely } from 'kysely';
import type { Clock, Logger } from '../../base/ports.ts';
import { type AppIdentity, readAppIdentity } from '../../github/app-identity.ts';
import type { GitHubAppClient } from '../../github/client.ts';
import type { Feature } from '../access/feature.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';
import { createContentPace } from './content-pace.ts';
import {
  type AreReviewed,
  type Mark,
  type MarkedIssue,
  markAnnouncement,
  markIssue,
  markReports,
} from './mark.ts';
import { createProjectionMetrics } from './metrics.ts';
import { createPersonEvents, type PreparePersonEvent } from './person-events.ts';
import type { ReadReports, ReadWantedIssue, RunCommands, ShownRepository } from './ports.ts';
import { createProjector } from './projector.ts';

/** How long the App's login is cached, in milliseconds; it changes when the App is renamed. */
const identityLeaseMs = 10 * 60_000;

export interface ProjectionPorts {
  readonly config: Pick<ServerConfig, 'github'>;
  readonly areReviewed: AreReviewed;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly client: GitHubAppClient;
  readonly deploymentAccess: DeploymentAccess;
  /** For issues about drift. */
  readonly issueAccess: DeploymentAccess;
  /** For repositories that deploy no more. */
  readonly concludingAccess: DeploymentAccess;
  readonly reports: ReadReports;
  readonly readIssue: ReadWantedIssue;
  /** `undefined`: the repository has no deployments. */
  findDeployed(repositoryId: string): Promise<ShownRepository | undefined>;
  readonly commands: RunCommands;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Projections extends Feature {
  /** Check and comment of a batch may differ from its state now. In the transaction of what changed. */
  markReports(trx: Kysely<Database>, mark: Mark): Promise<void>;
  /** A merge was not applied, or not all of it: people are told once. */
  announce(trx: Kysely<Database>, batchId: number): Promise<void>;
  /** An issue about drift may differ from what it is to show. */
  markIssue(trx: Kysely<Database>, issue: MarkedIssue): Promise<void>;
  /** What people did with our comment and our checks. */
  readonly preparePersonEvent: PreparePersonEvent;
}

function createIdentity({ client, clock }: Pick<ProjectionPorts, 'client' | 'clock'>) {
  const identity = createLeaseCache<AppIdentity>(
    {
      maxEntries: 1,
      load: () => readAppIdentity({ client }),
      validUntil: (_, loadedAt) => loadedAt + identityLeaseMs,
    },
    clock,
  );
  return () => identity.get('');
}

/** By the configuration. */
export function createAreReviewed({ workspaces }: Pick<ServerConfig, 'workspaces'>): AreReviewed {
  const reviewing = workspaces.filter(({ repositories }) =>
    repositories.some(({ deployments }) => deployments !== undefined && deployments.autoReview !== 'off'),
  );
  const ids = new Set(reviewing.map(({ id }) => id));
  return (workspaceId) => ids.has(workspaceId);
}

export function createProjections(ports: ProjectionPorts): Projections {
  const { config, database, areReviewed } = ports;
  const metrics = createProjectionMetrics(database, ports);
  const { dialect } = database;
  const own = {
    ...ports,
    serverUrl: config.github.serverUrl,
    pace: createContentPace(database),
    identity: createIdentity(ports),
    metrics,
  };
  return {
    markReports: (trx, mark) => markReports(trx, dialect, { ...mark, areReviewed }),
    markIssue: (trx, issue) => markIssue(trx, dialect, issue),
    announce: (trx, batchId) => markAnnouncement(trx, dialect, batchId),
    preparePersonEvent: createPersonEvents(own),
    work: createProjector(own),
    metrics: metrics.registry,
  };
}
