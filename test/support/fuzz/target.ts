/** A server with everything switched on, in a small world, for the fuzzer: new features and permissions are on by themselves. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import { readServerConfig } from '../../../src/server/config/read-config.ts';
import { createLog } from '../../../src/server/http/logging.ts';
import { startServer } from '../../../src/server/main.ts';
import { makeMergeCommit, repositoryOf } from '../../server/commits/world.ts';
import { createTestDatabase, type StoreEngine } from '../database.ts';
import { callApi, exchange, idTokenOf } from '../server.ts';
import { startSimulator } from '../simulator.ts';
import { insertDeployments } from './deployments.ts';
import type { Credentials } from './wire-bytes.ts';
import { lastId, type Words } from './words.ts';
import { anywhere, branch, byField, history, seed, webhook, workspaceId } from './world.ts';

/** ID tokens that exchanges may try, so that some are accepted. */
const spareIdTokens = 40;

interface MintedTokens {
  readonly tokens?: readonly { readonly token: string }[];
}

interface ConfigSchema {
  readonly $defs: {
    readonly permission: {
      readonly properties: { readonly permission: { readonly enum: readonly string[] } };
    };
    readonly workspace: {
      readonly properties: {
        readonly features: { readonly properties: Readonly<Record<string, { readonly type?: string }>> };
      };
    };
  };
}

/** Every switch that the configuration knows. */
function everythingOn() {
  const file = new URL('../../../schemas/server-config.json', import.meta.url);
  const { $defs } = JSON.parse(readFileSync(file, 'utf8')) as ConfigSchema;
  const features = Object.entries($defs.workspace.properties.features.properties);
  return {
    permissions: $defs.permission.properties.permission.enum.map((permission) => ({ permission })),
    features: Object.fromEntries(
      features.flatMap(([name, { type }]) => (type === 'boolean' ? [[name, true]] : [])),
    ),
  };
}

export interface FuzzTarget extends AsyncDisposable {
  readonly url: string;
  readonly credentials: Credentials;
  readonly words: Words;
  /** Lines of the server's log at `error`, the last few. */
  readonly errors: readonly string[];
  /** The simulator's record of requests is not the server's memory. */
  forgetJournal(): void;
}

export async function startFuzzTarget(engine: StoreEngine): Promise<FuzzTarget> {
  const simulator = await startSimulator({ seed, verifyResponses: false });
  const repository = repositoryOf(simulator.world);
  const merge = await makeMergeCommit(repository, branch);
  for (const { run } of simulator.world.jobs.values()) Object.assign(run, { sha: merge });
  const receiver = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const database = await createTestDatabase(engine);
  const [app] = simulator.world.apps.values();
  if (app === undefined) throw new Error('the world has no App');
  const adminToken = createAdminToken();
  const { permissions, features } = everythingOn();
  // Paused: the fuzzer has the only say in what happens.
  const drift = { badges: true, schedules: [{ name: 'weekly', cron: '0 6 * * 1', paused: true }] };
  const document = {
    public_url: 'https://atmos-pro.test',
    listen: { port: 0 },
    issuers: [{ issuer: simulator.urls.issuer }],
    github: { server_url: simulator.urls.server, api_url: simulator.urls.api, app_id: app.id },
    admin_tokens: [{ name: 'fuzzer', sha256: hashAdminToken(adminToken).toString('hex') }],
    audit_webhooks: [{ name: webhook, url: `http://127.0.0.1:${port}`, allow_private_network: true }],
    workspaces: [
      {
        id: workspaceId,
        features,
        repositories: [
          { name: 'acme/infra', id: 1001, permissions, deployments: {}, drift },
          { name: 'acme/modules' },
        ],
      },
    ],
  };
  const config = readServerConfig({
    text: JSON.stringify(document),
    file: '/nowhere/atmos-pro.yaml',
    environment: {
      ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app.privateKey,
      ATMOS_PRO_GITHUB_WEBHOOK_SECRET: 'a'.repeat(32),
      ATMOS_PRO_TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    },
    readFile: () => '',
  });
  const errors: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      errors.push(chunk.toString('utf8'));
      if (errors.length > 20) errors.shift();
      done();
    },
  });
  const server = await startServer(
    {
      ...config,
      database: database.config,
      github: { ...config.github, graphqlUrl: simulator.urls.graphql },
    },
    { log: createLog({ level: 'error', destination }) },
  );
  const logIn = async () => {
    const answer = await exchange(server, await idTokenOf(simulator, 'deploy'), workspaceId);
    if (answer.status !== 200) throw new Error(`the exchange answered ${answer.text}`);
    return String(answer.body.data?.['token']);
  };
  const [job, leavingJob] = [await logIn(), await logIn()];
  const made: string[] = [];
  for (const { path, body } of history) {
    const done = await callApi(server, `/api/v1${path}`, body, { authorization: `Bearer ${job}` });
    if (done.status !== 200) throw new Error(`${path} answered ${done.text}`);
    made.push(String(done.body.data?.['id']));
  }
  const minted = await callApi(server, '/api/v1/sts', {}, { authorization: `Bearer ${job}` });
  const { tokens: issued = [] } = (minted.body.data ?? {}) as MintedTokens;
  const hashes = issued.map(({ token }) => createHash('sha256').update(token).digest('hex'));
  const deployed = await insertDeployments(database);
  const tokens = await Promise.all(
    Array.from({ length: spareIdTokens }, () => idTokenOf(simulator, 'deploy')),
  );
  return {
    url: server.url,
    credentials: { job, leavingJob, admin: adminToken },
    words: {
      anywhere: [...anywhere, ...tokens, lastId],
      byField: {
        ...byField,
        id: [made[0], lastId],
        'batches.id': deployed,
        'deliveries.id': deployed,
        sha256: hashes,
      },
    },
    errors,
    forgetJournal: () => simulator.journal.clear(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      receiver.closeAllConnections();
      receiver.close();
      await database.dispose();
      await simulator.stop();
    },
  };
}
