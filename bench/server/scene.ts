/** Starts a simulator, a database and a server, each in its own process, and creates sessions of a job. */

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../test/support/postgres.ts';
import { ask } from '../support/ask.ts';
import { exchangeIdToken } from '../support/read-data.ts';
import type { SimulatorRequest, StartedWorld } from '../support/simulator-process.ts';
import { seedOf, serverDocument, workspaceId } from '../support/world.ts';
import type { Memory, ServerRequest } from './server-process.ts';

export type Engine = 'sqlite' | 'postgres';
const world = { installations: 1, sources: 3 };

export interface ServerScene {
  readonly url: string;
  readonly noOpUrl: string;
  issueIdTokens(count: number): Promise<string[]>;
  login(): Promise<string>;
  memory(): Promise<Memory>;
  /** Only the SQL of exchanges, in milliseconds. */
  sql(rounds: number, inFlight: number): Promise<number>;
  stop(): Promise<void>;
}

function start(file: string): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--expose-gc'] });
}

/** @param isDurable whether PostgreSQL writes to disk. Without it, only memory figures are meaningful. */
export async function startServerScene(engine: Engine, isDurable = true): Promise<ServerScene> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-server-'));
  const database = engine === 'postgres' ? await startPostgres(isDurable) : undefined;
  const simulator = start('../support/simulator-process.ts');
  const server = start('./server-process.ts');
  const noOp = start('./server-process.ts');
  const askSimulator = <T>(request: SimulatorRequest) => ask<T>(simulator, request);
  const askServer = <T>(request: ServerRequest) => ask<T>(server, request);
  const { urls, appId, privateKey } = await askSimulator<StartedWorld>({
    kind: 'start',
    seed: seedOf(world),
  });
  const document = serverDocument(world, { urls, appId, directory });
  const url = await askServer<string>({ kind: 'serve', document, privateKey, databaseUrl: database?.url });
  const noOpUrl = await ask<string, ServerRequest>(noOp, { kind: 'no-op' });
  const issueIdTokens = (count: number) => askSimulator<string[]>({ kind: 'issue', job: 'bench', count });
  return {
    url,
    noOpUrl,
    issueIdTokens,
    async login() {
      const [token = ''] = await issueIdTokens(1);
      return exchangeIdToken(url, token, workspaceId);
    },
    async memory() {
      await askSimulator({ kind: 'take-journal' });
      return askServer<Memory>({ kind: 'memory' });
    },
    sql: (rounds, inFlight) => askServer<number>({ kind: 'sql', rounds, inFlight }),
    async stop() {
      await askServer({ kind: 'stop' });
      await ask<void, ServerRequest>(noOp, { kind: 'stop' });
      await askSimulator({ kind: 'stop' });
      await database?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
