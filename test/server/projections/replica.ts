/** A replica of what shows deployments on GitHub, with the App's token. */

import type { AutoReview } from '../../../src/domain/reports/review.ts';
import { createGitHubClient } from '../../../src/github/client.ts';
import type { OpenedDatabase } from '../../../src/server/database/open.ts';
import { createReportReader } from '../../../src/server/deployments/read-report.ts';
import { createProjections } from '../../../src/server/projections/index.ts';
import type { ReadWantedIssue, RunCommands } from '../../../src/server/projections/ports.ts';
import type { DeploymentAccess } from '../../../src/server/repositories/deployment-access.ts';
import { serverClock, serverRandom } from '../../../src/server/system-ports.ts';
import type { AttemptOutcome } from '../../../src/server/work/attempt.ts';
import type { WorkKind } from '../../../src/server/work/kind.ts';
import type { HookScene } from '../../support/hook-scene.ts';
import { mintInstallationToken } from '../../support/installation-token.ts';
import { workOn } from '../../support/work-on.ts';
import { repositoryId, workspaceId } from './rows.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export interface ReplicaOptions {
  readonly hooks: HookScene;
  readonly commands: RunCommands;
  /** What is left of GitHub's rate limit, as the client knows it. */
  readonly coreShare?: number | undefined;
  /** Whether the configuration gives the repository deployments. */
  readonly isDeployed: () => boolean;
  /** Of the configuration, at any time. */
  readonly autoReview: () => AutoReview;
  readonly readIssue: ReadWantedIssue;
  /** Runs after every answer of GitHub. */
  readonly afterAnswer: () => Promise<void>;
}

export type Replica = ReturnType<typeof createReplica>;

async function runRound(round: WorkKind): Promise<void> {
  await round.run({
    entry: { id: 0, lease: 0, kind: '', key: '', lane: undefined, payload: null, since: 0, attempts: 1 },
    signal: new AbortController().signal,
    hold: async () => {},
    finish: async () => {},
  });
}

export function createReplica(database: OpenedDatabase, options: ReplicaOptions) {
  const { hooks, commands, coreShare, isDeployed, autoReview, readIssue, afterAnswer } = options;
  const { simulator } = hooks;
  const [app] = simulator.world.apps.values();
  if (app === undefined) throw new Error('the world has no App');
  const plain = createGitHubClient(
    {
      apiUrl: simulator.urls.api,
      graphqlUrl: simulator.urls.graphql,
      appId: String(app.id),
      privateKey: app.privateKey,
      userAgent: 'test',
    },
    { clock: { ...serverClock, sleep: async () => {} }, random: serverRandom, logger: quiet },
  );
  const health = plain.health();
  const budget = { scope: 'installation/7', resource: 'core', limit: 5_000, resetAt: 0 };
  const budgets = coreShare === undefined ? [] : [{ ...budget, remaining: 5_000 * coreShare }];
  const asInstallation: typeof plain.asInstallation = async (...call) => {
    const answer = await plain.asInstallation(...call);
    await afterAnswer();
    return answer;
  };
  const client = { ...plain, asInstallation, health: () => ({ ...health, budgets }) };
  const place = {
    installationId: 7,
    repository: {
      repositoryId,
      ownerId: '1',
      canonicalName: 'acme/infra',
      config: { name: 'acme/infra', permissions: [] },
    },
  };
  const access: DeploymentAccess = {
    find: async () => place,
    use: async (_, work) =>
      work({ ...place, name: 'acme/infra', token: await mintInstallationToken(simulator) }),
  };
  const projections = createProjections({
    config: {
      github: {
        serverUrl: simulator.urls.server,
        apiUrl: simulator.urls.api,
        graphqlUrl: simulator.urls.graphql,
        app: undefined,
        webhookSecrets: [],
      },
    },
    areReviewed: () => autoReview() !== 'off',
    database,
    measure: (_, store) => store,
    client,
    deploymentAccess: access,
    issueAccess: access,
    concludingAccess: access,
    readIssue,
    reports: createReportReader(database.dialect),
    findDeployed: async (id) =>
      id === repositoryId && isDeployed()
        ? {
            workspaceId,
            repositoryId,
            name: 'acme/infra',
            config: { checkName: 'Atmos Pro', hold: { threshold: 50 }, autoReview: autoReview() },
          }
        : undefined,
    commands,
    clock: serverClock,
    logger: quiet,
  });
  const [projector, leftovers, sweep] = projections.work ?? [];
  if (projector === undefined || leftovers === undefined || sweep === undefined)
    throw new Error('projections do no work');
  return {
    ...projections,
    /** One turn of everything that is due. */
    work: (): Promise<readonly AttemptOutcome[]> => workOn(projector, database),
    sweep: () => runRound(sweep),
    takeReviewsBack: () => runRound(leftovers),
  };
}
