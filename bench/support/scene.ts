/** The real server in this process, the simulator in another, and one caller: what the benchmarks of the API measure. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readServerConfig } from '../../src/server/config/read-config.ts';
import { createLog } from '../../src/server/http/logging.ts';
import { startServer } from '../../src/server/main.ts';
import type { Store } from '../../src/server/store/store.ts';
import type { WorldSeed } from '../../src/simulator/seed-types.ts';
import type { SimulatorRequest, StartedWorld } from './simulator-process.ts';

const workspaceId = 'ws_bench';
/** It lives with the first of the sources, as infrastructure repositories mostly do. */
const caller = 'owner-0/infra';

/** Jobs of the caller, each of a run of its own. */
const benchJobs = ['bench', 'waiter'] as const;
const callerPermissions = ['ws:sts:create', 'ws:locks:create', 'ws:locks:delete'];

export interface SceneOptions {
  readonly installations: number;
  /** Source repositories, spread evenly over the installations. */
  readonly sources: number;
  /** A PostgreSQL to use instead of an embedded database. */
  readonly databaseUrl?: string;
}

export interface Scene {
  /** Of the server. */
  url(): string;
  store(): Store;
  readonly githubOrigin: string;
  /** Sends an ID token that was not used before. Returns the session. */
  exchange(idToken: string): Promise<string>;
  /** Mints for all sources of the workspace. Returns how many repositories the tokens reach, and how many tokens. */
  mint(session: string): Promise<{ readonly repositories: number; readonly tokens: number }>;
  issueIdTokens(count: number, job?: (typeof benchJobs)[number]): Promise<string[]>;
  /** Route ids of the server's requests to GitHub's API since the last call. */
  takeJournal(): Promise<string[]>;
  /** Starts the server anew on the same database: its caches are empty, what it stored is not. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const policy = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        subject: "repo:${caller}:*"
`;

function sourceNames({ installations, sources }: SceneOptions): string[] {
  return Array.from({ length: sources }, (_, index) => `owner-${index % installations}/module-${index}`);
}

function seedOf(options: SceneOptions): WorldSeed {
  const owners = Array.from({ length: options.installations }, (_, index) => `owner-${index}`);
  const permissions = { contents: 'read', metadata: 'read' } as const;
  return {
    apps: [{ slug: 'atmos-pro', permissions }],
    installations: owners.map((account) => ({
      app: 'atmos-pro',
      account,
      repositories: 'all',
    })),
    repositories: [
      { name: caller },
      ...sourceNames(options).map((name) => ({ name, files: { '.atmos/pro/sts/default.yaml': policy } })),
    ],
    runs: benchJobs.map((name) => ({
      repository: caller,
      jobs: [{ name, permissions: { 'id-token': 'write' } }],
    })),
    rate_limits: { core: 1_000_000, graphql: 1_000_000 },
  };
}

function ask<T>(child: ChildProcess, request: SimulatorRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('message', (message: { value: T }) => resolve(message.value));
    child.send(request);
  });
}

async function post(
  url: string,
  body: unknown,
  session?: string,
): Promise<{ data: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(session === undefined ? {} : { authorization: `Bearer ${session}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${text}`);
  return JSON.parse(text) as { data: Record<string, unknown> };
}

export async function startScene(options: SceneOptions): Promise<Scene> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-scene-'));
  const child = fork(fileURLToPath(new URL('./simulator-process.ts', import.meta.url)));
  const { urls, appId, privateKey } = await ask<StartedWorld>(child, {
    kind: 'start',
    seed: seedOf(options),
  });
  const document = {
    public_url: 'https://atmos-pro.bench',
    listen: { port: 0 },
    github: { server_url: urls.server, app_id: appId },
    issuers: [{ issuer: urls.issuer }],
    database: { path: join(directory, 'bench.db') },
    workspaces: [
      {
        id: workspaceId,
        features: { sts: true },
        repositories: [
          { name: caller, permissions: callerPermissions.map((permission) => ({ permission })) },
          ...sourceNames(options).map((name) => ({ name })),
        ],
      },
    ],
  };
  const config = readServerConfig({
    text: JSON.stringify(document),
    file: join(directory, 'atmos-pro.yaml'),
    environment: {
      ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey,
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    },
    readFile: () => '',
  });
  const start = () => startServer(config, { log: createLog({ level: 'error' }) });
  let server = await start();
  return {
    githubOrigin: new URL(urls.api).origin,
    url: () => server.url,
    store: () => server.store,
    async exchange(token) {
      const { data } = await post(`${server.url}/api/v1/auth/github-oidc`, { token, workspaceId });
      return String(data['token']);
    },
    async mint(session) {
      const { data } = await post(`${server.url}/api/v1/sts`, { policyName: 'default' }, session);
      const tokens = data['tokens'] as readonly { readonly repositories: readonly string[] }[];
      return {
        tokens: tokens.length,
        repositories: tokens.reduce((sum, token) => sum + token.repositories.length, 0),
      };
    },
    issueIdTokens: (count, job = 'bench') => ask(child, { kind: 'issue', job, count }),
    takeJournal: () => ask(child, { kind: 'take-journal' }),
    async restart() {
      await server.stop();
      server = await start();
    },
    async stop() {
      await server.stop();
      await ask(child, { kind: 'stop' });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
