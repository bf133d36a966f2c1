/** The tenant: which repositories a workspace imports, where the GitHub App is installed, and the App itself. */
import { Registry } from 'prom-client';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { createGitHubClient, type GitHubAppClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import { createGitHubMetrics, type GitHubMetrics } from '../metrics/github-metrics.ts';
import type { Shutdown } from '../work/shutdown.ts';
import {
  createConcludingAccess,
  createDeploymentAccess,
  createIssueAccess,
  type DeploymentAccess,
} from './deployment-access.ts';
import { createFormerDirectory } from './former-repositories.ts';
import { createInstallationAccess, type InstallationAccess } from './installation-access.ts';
import { createInstallationIndex, type InstallationIndex } from './installation-index.ts';
import type { MintRecord } from './mint-intent.ts';
import { createNameResolver } from './name-resolver.ts';
import { createRepositoryDirectory, type SourceDirectory } from './repository-directory.ts';
import { createRepositoryStore } from './repository-table.ts';
import { createRunOrigins, type RunOrigins } from './run-origins.ts';
import { createRunStates, type RunStates } from './run-states.ts';
import type { RepositoryStore } from './store.ts';
import { createTokenMinter, type TokenMinter } from './token-minter.ts';

export interface RepositoryPorts {
  readonly config: Pick<ServerConfig, 'github' | 'workspaces'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Another way out than the global `fetch`. */
  readonly githubFetch?: typeof globalThis.fetch | undefined;
  readonly mintRecord: MintRecord;
  readonly shutdown: Shutdown;
}

/** One App, one cache of each kind, for all workspaces. */
export interface Repositories {
  readonly repositories: RepositoryStore;
  readonly directory: SourceDirectory;
  readonly client: GitHubAppClient;
  readonly installations: InstallationIndex;
  readonly access: InstallationAccess;
  /** Calls about repositories that have deployments. */
  readonly deploymentAccess: DeploymentAccess;
  /** Issues of repositories whose drift has them. */
  readonly issueAccess: DeploymentAccess;
  /** Ends what GitHub shows of repositories that deploy no more, also of those that the configuration no longer names. */
  readonly concludingAccess: DeploymentAccess;
  /** Whether runs are in progress, and where their pull requests come from. */
  readonly runs: RunStates;
  readonly runOrigins: RunOrigins;
  readonly minter: TokenMinter;
  readonly metrics: Registry;
}

/** Asks GitHub nothing yet. Throws `INPUT_CONFIG_INVALID` when the App's private key cannot be read. */
export function createRepositories(ports: RepositoryPorts): Repositories {
  const { config, clock, logger } = ports;
  const registry = new Registry();
  const metrics = createGitHubMetrics(registry);
  const client = createAppClient(ports, metrics);
  metrics.watch(client.health);
  const repositories = ports.measure('repositories', createRepositoryStore(ports.database));
  const installations = createInstallationIndex(client, { clock, logger });
  const { draining } = ports.shutdown;
  const minter = createTokenMinter({ ...ports, client, draining });
  const access = createInstallationAccess({ client, minter, clock });
  const resolver = createNameResolver({ client, installations, access, clock });
  const directory = createRepositoryDirectory({ config, repositories, resolver, clock, logger });
  const runs = createRunStates({ client, minter, directory, installations, clock, logger });
  const runOrigins = createRunOrigins({ client, minter, installations, clock });
  const deploymentAccess = createDeploymentAccess({ directory, installations, minter, clock });
  const issueAccess = createIssueAccess({ directory, installations, minter, clock });
  const former = createFormerDirectory({ directory, repositories });
  const concludingAccess = createConcludingAccess({ directory: former, installations, minter, clock });
  const asked = { installations, access, deploymentAccess, issueAccess, concludingAccess, runs, runOrigins };
  return { repositories, directory, client, minter, ...asked, metrics: registry };
}

function createAppClient(ports: RepositoryPorts, metrics: GitHubMetrics): GitHubAppClient {
  const { clock, random, logger, githubFetch } = ports;
  const { apiUrl, graphqlUrl, app } = ports.config.github;
  if (app === undefined) return createMissingAppClient(graphqlUrl);
  const options = { apiUrl, graphqlUrl, appId: app.id, privateKey: app.privateKey, userAgent: 'atmos-pro' };
  return createGitHubClient(options, {
    clock,
    random,
    logger,
    fetch: githubFetch ?? globalThis.fetch,
    onCall: metrics.called,
    halting: ports.shutdown.halting,
  });
}

/** A server without an App starts, and fails only where GitHub is needed. */
function createMissingAppClient(graphqlUrl: string): GitHubAppClient {
  const refuse = () =>
    Promise.reject(new GitHubFailure('unreachable', 'The server has no GitHub App in its configuration.'));
  return {
    graphqlUrl,
    asApp: refuse,
    asInstallation: refuse,
    nameToken: () => undefined,
    useAppKeys: () => undefined,
    health: () => ({ breaker: 'closed', budgets: [] }),
  };
}
