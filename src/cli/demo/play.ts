/** Plays the demo: a simulated GitHub, a real server, a job that gets tokens, a job that is denied, and checks of the result. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { type Simulator, startSimulator } from '../../simulator/main.ts';
import { jobEnvironment } from '../../simulator/runner/job-environment.ts';
import { type JobResult, runJob, type ScriptedStep } from '../../simulator/runner/run-job.ts';
import { readSeed } from '../../simulator/seed/seed.ts';
import { showAudit } from './audit.ts';
import { type DemoServer, trustedJob, untrustedJob } from './jobs.ts';
import { countLiveTokens } from './live-tokens.ts';
import type { DemoReport } from './report.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

const workspaceId = 'ws_acme';
const example = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));

type Variables = Readonly<Record<string, string>>;
type CleanUps = (() => Promise<unknown>)[];

/** What the demo runs on. */
interface Stage {
  readonly directory: string;
  readonly simulator: Simulator;
  readonly configFile: string;
  readonly serverProcess: ServerProcess;
  readonly server: DemoServer;
  /** Environment of every process of the demo. Nothing else of the caller's environment reaches them. */
  readonly environment: Variables;
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

/** Copies `examples/atmos-pro.yaml` with a free port and a database in `directory`. */
async function writeServerConfig(directory: string): Promise<string> {
  const document = parseDocument(await readFile(example('atmos-pro.yaml'), 'utf8'));
  document.set('listen', { port: 0 });
  document.set('database', { path: join(directory, 'atmos-pro.db') });
  const file = join(directory, 'atmos-pro.yaml');
  await writeFile(file, String(document));
  return file;
}

async function setUpStage(directory: string, report: DemoReport, cleanUps: CleanUps): Promise<Stage> {
  report.chapter('Setup: a simulated GitHub and a server');
  const seed = readSeed(await readFile(example('world.yaml'), 'utf8'), 'examples/world.yaml');
  const simulator = await startSimulator({ seed, shape: 'github.com' });
  cleanUps.push(() => simulator.stop());
  const { urls, proxyUrl } = simulator;
  report.say(`Simulated GitHub: ${urls.server} and ${urls.api}, through the proxy ${proxyUrl}`);

  const environment = { ...isolatedEnvironment(directory), ...simulator.environment };
  const configFile = await writeServerConfig(directory);
  const privateKey = [...simulator.world.apps.values()][0]?.privateKey ?? '';
  const serverProcess = await startServerProcess(configFile, {
    ...environment,
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey,
  });
  cleanUps.push(() => serverProcess.stop());
  const server = { url: serverProcess.url, workspaceId };
  report.say(`Atmos Pro server: ${server.url}/api/v1, workspace ${workspaceId}`);
  return { directory, simulator, configFile, serverProcess, server, environment };
}

async function playJob(
  { directory, simulator, environment }: Stage,
  job: { readonly name: string; readonly steps: readonly ScriptedStep[] },
  report: DemoReport,
): Promise<JobResult> {
  const { world } = simulator;
  const jobDirectory = join(directory, job.name);
  await mkdir(jobDirectory);
  return runJob({
    environment: {
      ...environment,
      ...jobEnvironment(world, job.name),
      DEMO_JOB_TOKEN: world.jobs.get(job.name)?.token ?? '',
    },
    directory: jobDirectory,
    steps: job.steps,
    onStep: (step) => report.step(step),
  });
}

async function playTrustedJob(stage: Stage, report: DemoReport): Promise<JobResult> {
  report.chapter('Job 1: acme/infra on main, allowed by the trust policies of both sources');
  const terraform = spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
  const steps = trustedJob(stage.server, { terraform });
  const result = await playJob(stage, { name: 'deploy', steps }, report);
  const outputs: Variables = Object.assign({}, ...result.steps.map((step) => step.result.outputs));
  report.expect('job-1-succeeds', 'the job succeeds', result.conclusion === 'success');
  const { owners = 'no owner' } = outputs;
  report.expect('job-1-tokens', `it gets 2 tokens, for ${owners}`, outputs['token-count'] === '2');
  return result;
}

async function playUntrustedJob(stage: Stage, report: DemoReport): Promise<JobResult> {
  report.chapter('Job 2: stranger/app, in the workspace but not in any trust policy');
  const result = await playJob(stage, { name: 'stranger', steps: untrustedJob(stage.server) }, report);
  const [first] = result.steps;
  const denial = first?.result.commands.find(({ command }) => command === 'error')?.message ?? '';
  const isDenied =
    result.conclusion === 'failure' && !result.steps.some(({ name }) => name === 'Never reached');
  report.expect('job-2-fails', 'the job fails at its first step', isDenied);
  report.expect(
    'job-2-reason',
    'the error has the reason, trust_policy_denied',
    denial.includes('trust_policy_denied'),
  );
  return result;
}

/** Everything runs on loopback and in a temporary directory, which is removed at the end. */
export async function playDemo(report: DemoReport): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'atmos-pro-demo-'));
  const cleanUps: CleanUps = [() => rm(directory, { recursive: true, force: true, maxRetries: 3 })];
  try {
    const stage = await setUpStage(directory, report, cleanUps);
    const { simulator, serverProcess } = stage;
    const trusted = await playTrustedJob(stage, report);
    const untrusted = await playUntrustedJob(stage, report);

    report.chapter('After the jobs');
    const tokens = [...trusted.masks].filter((secret) => secret.startsWith('ghs_'));
    const live = await countLiveTokens(tokens, simulator);
    const areRevoked = tokens.length === 2 && live === 0;
    report.expect(
      'tokens-revoked',
      `GitHub rejects ${tokens.length === 2 ? 'both' : `the ${tokens.length}`} tokens of job 1`,
      areRevoked,
    );
    // The runner masks the logs of jobs, but neither summaries nor the log of the server.
    const summaries = [...trusted.steps, ...untrusted.steps].map(({ result }) => result.summary);
    const unmasked = summaries.concat(serverProcess.log).join('\n');
    const secrets = [...trusted.masks, ...untrusted.masks];
    report.expect(
      'no-secret-leaked',
      'no summary and no line of the server log contains a secret',
      secrets.every((secret) => !unmasked.includes(secret)),
    );

    report.chapter('The audit log');
    await serverProcess.stop();
    const audited = await showAudit(stage.configFile, stage.environment, (line) => report.say(line));
    const isComplete = audited.mints === 2 && audited.exchanges === 2;
    report.expect(
      'audit-complete',
      'it has 2 exchanges and 2 mints, and no token',
      isComplete && tokens.every((token) => !audited.text.includes(token)),
    );
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}
