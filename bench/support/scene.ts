/** The real server in this process, the simulator in another, and one caller: what the benchmarks of the API measure. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readServerConfig } from '../../src/server/config/read-config.ts';
import { createLog } from '../../src/server/http/logging.ts';
import { startServer } from '../../src/server/main.ts';
import { createStore, type Store } from '../../test/support/store.ts';
import { ask } from './ask.ts';
import type { StartedWorld } from './simulator-process.ts';
import { type benchJobs, seedOf, serverDocument, type WorldOptions, workspaceId } from './world.ts';

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

export async function startScene(options: WorldOptions): Promise<Scene> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-scene-'));
  const child = fork(fileURLToPath(new URL('./simulator-process.ts', import.meta.url)));
  const { urls, appId, privateKey } = await ask<StartedWorld>(child, {
    kind: 'start',
    seed: seedOf(options),
  });
  const document = serverDocument(options, { urls, appId, directory });
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
    store: () => createStore(server.database),
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
