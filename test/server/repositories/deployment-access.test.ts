/** Tokens that deploy: one per repository while it lives, on record, and no more than the installation has. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAuditIntents } from '../../../src/server/audit/intents.ts';
import { createAuditStores } from '../../../src/server/audit/store.ts';
import { createLog, loggerPort } from '../../../src/server/http/logging.ts';
import { createRepositories, type Repositories } from '../../../src/server/repositories/index.ts';
import { serverClock, serverRandom } from '../../../src/server/system-ports.ts';
import { createShutdown } from '../../../src/server/work/shutdown.ts';
import type { SeedPermissions } from '../../../src/simulator/seed/seed-types.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';

const granted: SeedPermissions = {
  metadata: 'read',
  contents: 'write',
  actions: 'write',
  checks: 'write',
  pull_requests: 'read',
};
let simulator: TestSimulator;
let server: TestServer;
let tenant: Repositories;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      accounts: [
        { login: 'acme', id: 71 },
        { login: 'globex', id: 72 },
      ],
      repositories: [
        { name: 'acme/infra', id: 1001 },
        { name: 'globex/site', id: 2001 },
      ],
      apps: [{ slug: 'atmos-pro', permissions: granted }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
    },
  });
  const repositories = [
    { name: 'acme/infra', id: 1001 },
    { name: 'globex/site', id: 2001 },
  ];
  server = await startTestServer({
    simulator,
    config: { workspaces: [{ id: 'ws_acme', repositories }] },
    replicas: 1,
  });
  const { database, config } = server;
  tenant = createRepositories({
    config,
    database,
    measure: (_, store) => store,
    clock: serverClock,
    random: serverRandom,
    logger: loggerPort(createLog({ level: 'fatal' })),
    mintRecord: { ...createAuditIntents(database), append: createAuditStores(database).audit.append },
    shutdown: createShutdown(),
  });
});
afterAll(async () => {
  await server?.stop();
  await simulator?.stop();
});

const infra = { workspaceId: 'ws_acme', repositoryId: '1001' };
const mints = () => simulator.journal.entries({ route: 'apps/create-installation-access-token' });

test('mints one token for calls at the same time, on record, with what the installation has of the permissions', async () => {
  const before = mints().length;
  const tokens = await Promise.all(
    [1, 2].map(() => tenant.deploymentAccess.use(infra, async ({ token, name }) => `${name} ${token}`)),
  );
  expect(tokens[0]).toBe(tokens[1]);
  expect(tokens[0]).toMatch(/^acme\/infra ghs_/);
  const deploys = (await server.store.audit.list()).filter(
    ({ event, details }) => event === 'server_token.mint' && details['purpose'] === 'deploy',
  );
  expect(deploys).toMatchObject([
    {
      event: 'server_token.mint',
      outcome: 'allowed',
      details: {
        tokens: [
          {
            repositoryIds: ['1001'],
            repositories: ['acme/infra'],
            permissions: {
              metadata: 'read',
              contents: 'read',
              actions: 'write',
              checks: 'write',
              pull_requests: 'read',
            },
          },
        ],
      },
    },
  ]);
  expect(JSON.stringify(deploys)).not.toContain('"deployments"');
  expect(mints().length - before).toBeLessThanOrEqual(2);
});

test('replaces a token that GitHub no longer accepts, once', async () => {
  const call = (token: string) =>
    tenant.client.asInstallation(token, (send, request) =>
      send('GET /repos/{owner}/{repo}/branches/{branch}', {
        owner: 'acme',
        repo: 'infra',
        branch: 'main',
        request,
      }),
    );
  const old = await tenant.deploymentAccess.use(infra, async ({ token }) => token);
  await tenant.minter.revoke([old]);
  const used: string[] = [];
  await tenant.deploymentAccess
    .use(infra, async ({ token }) => {
      used.push(token);
      await call(token);
    })
    .catch((error: unknown) => expect(error).toMatchObject({ kind: 'not-found' }));
  expect(used).toHaveLength(2);
  expect(used[0]).toBe(old);
  expect(used[1]).not.toBe(old);
});

test('a stranger and an account without the App are not found, and no token is minted for them', async () => {
  const before = mints().length;
  const find = tenant.deploymentAccess.find;
  await expect(find({ workspaceId: 'ws_acme', repositoryId: '999' })).rejects.toMatchObject({
    kind: 'not-found',
  });
  await expect(find({ workspaceId: 'ws_acme', repositoryId: '2001' })).rejects.toMatchObject({
    kind: 'not-found',
  });
  expect(await find(infra)).toMatchObject({ repository: { canonicalName: 'acme/infra' } });
  expect(mints()).toHaveLength(before);
});
