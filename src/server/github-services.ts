/** Puts together what the server does with GitHub: one App, one cache of each kind, for all workspaces. */

import type { Clock, Logger, Random } from '../base/ports.ts';
import type { GitHubCall } from '../github/bounded-fetch.ts';
import { createGitHubClient, type GitHubAppClient, type GitHubHealth } from '../github/client.ts';
import { GitHubFailure } from '../github/failure.ts';
import { type Committer, createCommitter } from './commits/create-commit.ts';
import { createCommitAccess } from './commits/github-access.ts';
import type { ServerConfig } from './config/config.ts';
import type { TokenBroker } from './dependencies.ts';
import { createRunStates, type RunStates } from './locks/run-states.ts';
import { createInstallationAccess } from './repositories/installation-access.ts';
import { createInstallationIndex } from './repositories/installation-index.ts';
import { createNameResolver } from './repositories/name-resolver.ts';
import { createRepositoryDirectory, type SourceDirectory } from './repositories/repository-directory.ts';
import type { Store } from './store.ts';
import { createPolicyCache } from './sts/policy-cache.ts';
import { createTokenBroker } from './sts/token-broker.ts';

export interface GitHubServicesDependencies {
  readonly config: Pick<ServerConfig, 'github' | 'workspaces'>;
  readonly store: Pick<Store, 'audit' | 'repositories' | 'commits'>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  readonly logger: Logger;
  /** Another way out than the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Told of every request to GitHub, for metrics. */
  readonly onGitHubCall?: (call: GitHubCall) => void;
}

export interface GitHubServices {
  readonly repositories: SourceDirectory;
  readonly tokens: TokenBroker;
  readonly commits: Committer;
  readonly runs: RunStates;
  /** For metrics. */
  health(): GitHubHealth;
  /** Replaces the App's keys while it works. Throws `INPUT_CONFIG_INVALID` and keeps the old ones. */
  useAppKeys(text: string, source: string): void;
}

/** Asks GitHub nothing yet. Throws `INPUT_CONFIG_INVALID` when the App's private key cannot be read. */
export function createGitHubServices(deps: GitHubServicesDependencies): GitHubServices {
  const { config, store, clock, logger } = deps;
  const client = createClient(deps);
  const installations = createInstallationIndex(client, { clock, logger });
  const access = createInstallationAccess(client, clock);
  const resolver = createNameResolver({ client, installations, access, clock });
  const { workspaces } = config;
  const repositories = createRepositoryDirectory({ workspaces, store, resolver, clock, logger });
  const tokens = createTokenBroker({
    client,
    gitHost: new URL(config.github.serverUrl).host,
    directory: repositories,
    installations,
    access,
    policies: createPolicyCache(),
    store,
    clock,
    logger,
  });
  const runs = createRunStates({ client, repositories, installations, clock, logger });
  const commits = createCommitter({
    config,
    access: createCommitAccess(client, { installations, clock }),
    repositories,
    store,
    clock,
    logger,
  });
  return { repositories, tokens, commits, runs, useAppKeys: client.useAppKeys, health: client.health };
}

function createClient(deps: GitHubServicesDependencies): GitHubAppClient {
  const { apiUrl, graphqlUrl, app } = deps.config.github;
  if (app === undefined) return createMissingAppClient(graphqlUrl);
  const options = { apiUrl, graphqlUrl, appId: app.id, privateKey: app.privateKey, userAgent: 'atmos-pro' };
  const { clock, random, logger, fetch, onGitHubCall } = deps;
  return createGitHubClient(options, {
    clock,
    random,
    logger,
    ...(fetch === undefined ? {} : { fetch }),
    ...(onGitHubCall === undefined ? {} : { onCall: onGitHubCall }),
  });
}

/** A server without an App starts, and says so when GitHub would be needed. */
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
