/** Makes a world from a seed: assigns what the seed leaves out, generates keys and writes the git objects. */
import { join } from 'node:path';
import type { Clock } from '../../base/ports.ts';
import { defaultContentLimits } from '../api/content-limits.ts';
import { createCourier } from '../deliveries/courier.ts';
import { createHookSender, type SendHook } from '../deliveries/send.ts';
import { createCommitSigner } from '../git/commit-signer.ts';
import { maxPushedFileBytes } from '../git-http/push-objects.ts';
import { watchQueues } from '../queues/watch-queues.ts';
import { requestSuites } from '../refs/checks.ts';
import { watchForRuns } from '../workflows/trigger-runs.ts';
import { createSigningKey, type IssuerKey } from '../world/signing-keys.ts';
import type { World, WorldUrls } from '../world/world.ts';
import { createWorldClock } from '../world/world-clock.ts';
import { createAccounts } from './create-accounts.ts';
import { createActionsSettings, createEnvironments } from './create-actions.ts';
import { createApps, createInstallations } from './create-apps.ts';
import { createPeople } from './create-people.ts';
import { createPullRequests } from './create-pull-requests.ts';
import { createSeededRepositories } from './create-repositories.ts';
import { createRuns } from './create-runs.ts';
import { checkSeedReferences } from './seed-references.ts';
import type { WorldSeed } from './seed-types.ts';

export interface WorldOptions {
  readonly clock: Clock;
  /** Where the bare repositories go; belongs to the world. */
  readonly directory: string;
  readonly urls: WorldUrls;
  /** Sends what webhooks get. Default: over HTTP. */
  readonly send?: SendHook | undefined;
  /** The issuer signs with it. Default: a new one. */
  readonly signingKey?: IssuerKey | undefined;
}

/** GitHub's primary limits for an installation. */
const defaultRateLimits = { core: 5000, graphql: 5000 } as const;

/** Throws `INPUT_CONFIG_INVALID` for a seed that names something it does not declare. */
export async function createWorld(seed: WorldSeed, options: WorldOptions): Promise<World> {
  checkSeedReferences(seed);
  const world: World = {
    clock: createWorldClock(options.clock),
    urls: options.urls,
    accounts: new Map(),
    repositories: new Map(),
    formerNames: new Map(),
    apps: new Map(),
    ...{ appCodes: new Map(), signInCodes: new Map(), userTokens: new Map() },
    installations: new Map(),
    jobs: new Map(),
    runs: new Map(),
    actions: createActionsSettings(seed.actions),
    lastIds: new Map(),
    tokens: new Map(),
    tokenFormat: seed.token_format ?? 'stateless',
    signingKeys: [],
    commitSigner: createCommitSigner(),
    teams: new Map(),
    events: [],
    listeners: new Set(),
    deliveries: [],
    courier: undefined,
    maxPushedFileBytes: maxPushedFileBytes,
    rateLimits: {
      core: seed.rate_limits?.core ?? defaultRateLimits.core,
      graphql: seed.rate_limits?.graphql ?? defaultRateLimits.graphql,
      secondaryUntil: new Map(),
      byInstallation: new Map(),
      windows: new Map(),
      contentPerMinute: seed.rate_limits?.content_per_minute ?? defaultContentLimits.contentPerMinute,
      contentPerHour: seed.rate_limits?.content_per_hour ?? defaultContentLimits.contentPerHour,
      content: new Map(),
      pointsPerMinute: {
        core: seed.rate_limits?.points_per_minute,
        graphql: seed.rate_limits?.graphql_points_per_minute,
      },
      points: new Map(),
      saysRetryAfter: seed.rate_limits?.retry_after ?? true,
    },
  };
  createAccounts(world, seed);
  const [signingKey] = await Promise.all([
    options.signingKey ?? createSigningKey(),
    createSeededRepositories(world, seed, join(options.directory, 'repositories')),
    createApps(world, seed),
  ]);
  world.signingKeys.push(signingKey);
  createInstallations(world, seed);
  createPeople(world, seed);
  createEnvironments(world, seed);
  createPullRequests(world, seed);
  await createRuns(world, seed);
  requestSuites(world);
  world.courier = createCourier(world, options.send ?? createHookSender());
  watchForRuns(world);
  watchQueues(world);
  return world;
}
