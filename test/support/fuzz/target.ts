/** A server with everything switched on, in a small world, for the fuzzer: new features and permissions are on by themselves. */
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { createAdminToken, hashAdminToken } from '../../../src/server/admins/admin-token.ts';
import { readServerConfig } from '../../../src/server/config/read-config.ts';
import { createLog } from '../../../src/server/http/logging.ts';
import { startServer } from '../../../src/server/main.ts';
import type { WorldSeed } from '../../../src/simulator/seed-types.ts';
import { createTestDatabase, type StoreEngine } from '../database.ts';
import { exchange, idTokenOf } from '../server.ts';
import { startSimulator } from '../simulator.ts';
import type { Credentials } from './wire-bytes.ts';

const workspaceId = 'ws_fuzz';
/** ID tokens that exchanges may try, so that some are accepted. */
const spareIdTokens = 40;
const never = 1_000_000_000;

const policy = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata: {name: default}
spec: {rules: [{match: {repository: "acme/*"}}]}
`;
const seed: WorldSeed = {
  accounts: [{ login: 'acme', id: 71 }],
  repositories: [
    { name: 'acme/infra', id: 1001, files: { 'README.md': 'x\n' } },
    { name: 'acme/modules', id: 1002, files: { '.atmos/pro/sts/default.yaml': policy } },
  ],
  apps: [
    {
      slug: 'atmos-pro',
      permissions: { contents: 'write', metadata: 'read', actions: 'write', pull_requests: 'write' },
    },
  ],
  installations: [{ app: 'atmos-pro', account: 'acme' }],
  runs: [
    {
      repository: 'acme/infra',
      id: 501,
      workflow: '.github/workflows/deploy.yml',
      jobs: [{ name: 'deploy' }],
    },
  ],
  rate_limits: { core: never, graphql: never },
};

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

/** Texts that lead somewhere in any API of this kind. */
const commonWords = [
  workspaceId,
  'acme/infra',
  'acme/modules',
  'acme',
  'infra',
  'acme/infra/prod/vpc',
  'acme/infra/dev/eks/cluster',
  'prod',
  'vpc',
  'main',
  'refs/heads/main',
  '0123456789abcdef0123456789abcdef01234567',
  '6f1f3a0e-7d3c-4d5e-9a55-3f0a4a8b1c2d',
  '2026-11-25T00:00:00Z',
  'session.exchange',
  '1',
  'all',
];

export interface FuzzTarget extends AsyncDisposable {
  readonly url: string;
  readonly credentials: Credentials;
  readonly words: readonly string[];
  /** Lines of the server's log at `error`, the last few. */
  readonly errors: readonly string[];
  /** What the simulator remembers of requests is no memory of the server. */
  forgetJournal(): void;
}

export async function startFuzzTarget(engine: StoreEngine): Promise<FuzzTarget> {
  const simulator = await startSimulator({ seed, verifyResponses: false });
  const database = await createTestDatabase(engine);
  const [app] = simulator.world.apps.values();
  if (app === undefined) throw new Error('the world has no App');
  const adminToken = createAdminToken();
  const { permissions, features } = everythingOn();
  const document = {
    public_url: 'https://atmos-pro.test',
    listen: { port: 0 },
    issuers: [{ issuer: simulator.urls.issuer }],
    github: { server_url: simulator.urls.server, api_url: simulator.urls.api, app_id: app.id },
    admin_tokens: [{ name: 'fuzzer', sha256: hashAdminToken(adminToken).toString('hex') }],
    workspaces: [
      {
        id: workspaceId,
        features,
        repositories: [{ name: 'acme/infra', id: 1001, permissions }, { name: 'acme/modules' }],
      },
    ],
  };
  const config = readServerConfig({
    text: JSON.stringify(document),
    file: '/nowhere/atmos-pro.yaml',
    environment: { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app.privateKey },
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
  const answer = await exchange(server, await idTokenOf(simulator, 'deploy'), workspaceId);
  if (answer.status !== 200) throw new Error(`the exchange answered ${answer.text}`);
  const tokens = await Promise.all(
    Array.from({ length: spareIdTokens }, () => idTokenOf(simulator, 'deploy')),
  );
  return {
    url: server.url,
    credentials: { job: String(answer.body.data?.['token']), admin: adminToken },
    words: [...commonWords, ...tokens],
    errors,
    forgetJournal: () => simulator.journal.clear(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await database.dispose();
      await simulator.stop();
    },
  };
}
