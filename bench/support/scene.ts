/** Starts what the API benchmarks measure: the real server in this process, the simulator in another, and one caller. */

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../../src/base/text.ts';
import { readServerConfig } from '../../src/server/config/read-config.ts';
import { createLog } from '../../src/server/http/logging.ts';
import { startServer } from '../../src/server/main.ts';
import { createStore, type Store } from '../../test/support/store.ts';
import { ask } from './ask.ts';
import { exchangeIdToken, readData } from './read-data.ts';
import type { StartedWorld } from './simulator-process.ts';
import { type BenchJob, type SceneOptions, seedOf, serverDocument, workspaceId } from './world.ts';

interface MintCount {
  readonly tokens: number;
  /** Repositories that the tokens can access. */
  readonly repositories: number;
}

export interface Scene {
  /** Address of the server. */
  url(): string;
  store(): Store;
  readonly githubOrigin: string;
  /** @param idToken must be unused. Returns the session. */
  exchange(idToken: string): Promise<string>;
  /** Requests tokens for all sources of the workspace. */
  mint(session: string): Promise<MintCount>;
  issueIdTokens(count: number, job?: BenchJob): Promise<string[]>;
  /** Route ids of the server's requests to GitHub's API since the last call. */
  takeJournal(): Promise<string[]>;
  /** Restarts the server with the same database and empty caches. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

async function mint(url: string, session: string): Promise<MintCount> {
  const response = await fetch(`${url}/api/v1/sts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
    body: JSON.stringify({ policyName: 'default' }),
  });
  const { tokens } = await readData(response);
  if (!Array.isArray(tokens)) throw new Error('the server answered a mint without tokens');
  const repositories = tokens.flatMap((token: unknown) => (isRecord(token) ? token['repositories'] : []));
  return { tokens: tokens.length, repositories: repositories.length };
}

export async function startScene(options: SceneOptions): Promise<Scene> {
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
      DATABASE_URL: options.databaseUrl,
    },
    readFile: () => '',
  });
  const start = () => startServer(config, { log: createLog({ level: 'error' }) });
  let server = await start();
  return {
    githubOrigin: new URL(urls.api).origin,
    url: () => server.url,
    store: () => createStore(server.database),
    exchange: (token) => exchangeIdToken(server.url, token, workspaceId),
    mint: (session) => mint(server.url, session),
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
