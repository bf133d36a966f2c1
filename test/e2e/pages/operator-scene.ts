/** An empty folder with a shell in it, a simulated GitHub, a receiver of webhooks, and a port for the server that the pages start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { soundPolicy } from '../../cli/run-cli.ts';
import { findFreePort } from '../../support/free-port.ts';
import { endProgram } from '../../support/programs.ts';
import { runAction } from '../../support/run-action.ts';
import { startSimulator } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';
import { openShell, pageUrl, type Shell } from './shell.ts';

export type OperatorScene = Awaited<ReturnType<typeof startOperatorScene>>;

const seed = {
  accounts: [{ login: 'acme', id: 71 }],
  repositories: [
    { name: 'acme/infra', id: 1001 },
    { name: 'acme/terraform-modules', id: 1002, files: { '.atmos/pro/sts/default.yaml': soundPolicy() } },
  ],
  apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read', actions: 'read' } }],
  installations: [{ app: 'atmos-pro', account: 'acme' }],
  runs: [
    {
      repository: 'acme/infra',
      id: 501,
      workflow: '.github/workflows/plan.yml',
      jobs: [{ name: 'plan', permissions: { 'id-token': 'write' } }],
    },
  ],
} as const;

export async function startOperatorScene() {
  const simulator = await startSimulator({ seed });
  const directory = mkdtempSync(join(tmpdir(), 'operators-'));
  const shell = openShell(directory);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const log: string[] = [];
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => received.push(chunk.toString('utf8')));
    request.on('end', () => response.writeHead(204).end());
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  let server: ChildProcess | undefined;
  const hasLogged = (words: string) => until(() => log.some((line) => line.includes(words)));

  async function serve(): Promise<void> {
    log.length = 0;
    server = spawn('atmos-pro', ['serve'], {
      cwd: directory,
      env: { ...shell.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [server.stdout, server.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => log.push(line));
    await hasLogged('"msg":"serving"');
  }
  async function stop(): Promise<void> {
    if (server !== undefined) await endProgram(server, 'SIGTERM');
  }

  return {
    simulator,
    port,
    url,
    log,
    hasLogged,
    /** What the webhooks brought. */
    received,
    receiverUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
    file: (name: string) => join(directory, name),
    /** A block as it stands, but for the address of the server. */
    run: (block: string, more?: Parameters<Shell['run']>[1]) =>
      shell.run(block.replaceAll(pageUrl, url), more),
    serve,
    async restart() {
      await stop();
      await serve();
    },
    /** A step of the job `plan`. */
    step: (action: string, inputs: Record<string, string>) =>
      runAction(action, 'main', {
        inputs,
        environment: {
          ...simulator.jobEnvironment('plan'),
          ATMOS_PRO_BASE_URL: url,
          ATMOS_PRO_WORKSPACE_ID: 'ws_acme',
        },
      }),
    async [Symbol.asyncDispose]() {
      await stop();
      receiver.closeAllConnections();
      receiver.close();
      rmSync(directory, { recursive: true, force: true });
      await simulator.stop();
    },
  };
}
