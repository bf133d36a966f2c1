/** Starts what the demo runs on: a simulated GitHub and a server process, on loopback and in a temporary directory. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdminToken, hashAdminToken } from '../../server/access/admin-token.ts';
import { createHookSender } from '../../simulator/deliveries/send.ts';
import { type Simulator, startSimulator } from '../../simulator/main.ts';
import { jobEnvironment } from '../../simulator/runner/job-environment.ts';
import { type JobResult, runJob, type ScriptedStep } from '../../simulator/runner/run-job.ts';
import { bundledActions } from '../bundled-actions.ts';
import type { DemoReport } from './report.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { demoConfig, demoSeed, webhookSecret, workspaceId } from './world.ts';

const pauseMs = 25;
/** Longest wait for something that the server does by itself, in milliseconds. */
const patienceMs = 60_000;

type Variables = Readonly<Record<string, string>>;

export interface Stage {
  readonly directory: string;
  readonly simulator: Simulator;
  /** Stands for the cloud account that workflows deploy to. */
  readonly accountDirectory: string;
  readonly configFile: string;
  readonly serverProcess: ServerProcess;
  /** Valid for this server alone. */
  readonly adminToken: string;
  /** Environment of every process of the demo. Nothing else of the caller's environment reaches them. */
  readonly environment: Variables;
  /** Runs steps as a job of the world, and shows each one. `onStep` is called after each. */
  runJob(name: string, steps: readonly ScriptedStep[], onStep?: () => void): Promise<JobResult>;
  /** Whether `isSo` comes true in time. */
  until(isSo: () => boolean | Promise<boolean>): Promise<boolean>;
  stop(): Promise<void>;
}

function isolatedEnvironment(home: string): Variables {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    CHECKPOINT_DISABLE: '1',
  };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await sleep(pauseMs);
  }
  return true;
}

/** Of jobs that workflow files describe. `ATMOS_PRO_BASE_URL` joins them when the server listens. */
function runnerVariables(directory: string, accountDirectory: string): Record<string, string> {
  return {
    ...isolatedEnvironment(directory),
    ATMOS_PRO_WORKSPACE_ID: workspaceId,
    ACCOUNT: accountDirectory,
  };
}

/** A port that is free now: the server's public URL has it, and browsers come back there after a sign-in. */
async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startServer(directory: string, simulator: Simulator) {
  const configFile = join(directory, 'atmos-pro.yaml');
  const [app] = simulator.world.apps.values();
  const adminToken = createAdminToken();
  const adminTokenHash = hashAdminToken(adminToken).toString('hex');
  await writeFile(
    configFile,
    await demoConfig({
      ...{ databaseFile: join(directory, 'atmos-pro.db'), adminTokenHash, port: await findPort() },
      ...{ clientId: app?.clientId ?? '', signInUrl: simulator.webUrl },
    }),
  );
  const environment = { ...isolatedEnvironment(directory), ...simulator.environment };
  const serverProcess = await startServerProcess(configFile, {
    ...environment,
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey ?? '',
    ATMOS_PRO_GITHUB_CLIENT_SECRET: app?.clientSecret ?? '',
    ATMOS_PRO_GITHUB_WEBHOOK_SECRET: webhookSecret,
    ATMOS_PRO_TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  });
  return { configFile, environment, serverProcess, adminToken };
}

/** Starts everything, or leaves nothing behind. */
export async function openStage(report: DemoReport): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'atmos-pro-demo-'));
  const cleanUps = [() => rm(directory, { recursive: true, force: true, maxRetries: 3 })];
  const stop = async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  };
  try {
    const accountDirectory = join(directory, 'account');
    await mkdir(accountDirectory);
    const variables = runnerVariables(directory, accountDirectory);
    // Deliveries go to the server once its port is known.
    let webhookUrl: string | undefined;
    const send = createHookSender();
    const simulator = await startSimulator({
      seed: await demoSeed(),
      shape: 'github.com',
      execution: { actions: bundledActions(), variables },
      send: (request) => send({ ...request, url: webhookUrl ?? request.url }),
    });
    cleanUps.push(() => simulator.stop());
    const server = await startServer(directory, simulator);
    cleanUps.push(() => server.serverProcess.stop());
    const { url } = server.serverProcess;
    webhookUrl = `${url}/webhooks/github`;
    variables['ATMOS_PRO_BASE_URL'] = url;
    return {
      directory,
      simulator,
      accountDirectory,
      ...server,
      async runJob(name, steps, onStep) {
        const jobDirectory = join(directory, name);
        await mkdir(jobDirectory);
        const credentials = {
          ...jobEnvironment(simulator.world, name),
          DEMO_JOB_TOKEN: simulator.world.jobs.get(name)?.token ?? '',
        };
        return runJob({
          environment: { ...server.environment, ...credentials },
          directory: jobDirectory,
          steps,
          onStep(step) {
            report.step(step);
            onStep?.();
          },
        });
      },
      until,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
