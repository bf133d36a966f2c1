/** Plays the demo: a simulated GitHub, a real server, a job that is let in, one that is not, and what is left of both. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { startSimulator } from '../../simulator/main.ts';
import { jobEnvironment } from '../../simulator/runner/job-environment.ts';
import { type JobResult, runJob } from '../../simulator/runner/run-job.ts';
import { readSeed } from '../../simulator/seed/seed.ts';
import { showAudit } from './audit.ts';
import { type DemoServer, trustedJob, untrustedJob } from './jobs.ts';
import { countLiveTokens } from './live-tokens.ts';
import type { Report } from './report.ts';
import { startServerProcess } from './server-process.ts';

const workspaceId = 'ws_acme';
const example = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));

/** What the processes of the demo inherit; nothing else of the caller's environment reaches them. */
function ownEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    CHECKPOINT_DISABLE: '1',
  };
}

/** `examples/atmos-pro.yaml` on a free port, with its database in `directory`. */
async function writeServerConfig(directory: string): Promise<string> {
  const document = parseDocument(await readFile(example('atmos-pro.yaml'), 'utf8'));
  document.set('listen', { port: 0 });
  document.set('database', { path: join(directory, 'atmos-pro.db') });
  const file = join(directory, 'atmos-pro.yaml');
  await writeFile(file, String(document));
  return file;
}

function outputsOf(job: JobResult): Readonly<Record<string, string>> {
  return Object.assign({}, ...job.steps.map(({ result }) => result.outputs));
}

/** Everything is on loopback and below one temporary directory, which is gone afterwards. */
export async function playDemo(report: Report): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'atmos-pro-demo-'));
  const undo: (() => Promise<unknown>)[] = [
    () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  ];
  try {
    report.chapter('A GitHub in a process, and the server');
    const seed = readSeed(await readFile(example('world.yaml'), 'utf8'), 'examples/world.yaml');
    const simulator = await startSimulator({ seed, shape: 'github.com' });
    undo.push(() => simulator.stop());
    report.say(
      `Simulated GitHub: ${simulator.urls.server} and ${simulator.urls.api}, by way of ${simulator.proxyUrl}`,
    );

    const base = { ...ownEnvironment(directory), ...simulator.environment };
    const configFile = await writeServerConfig(directory);
    const privateKey = [...simulator.world.apps.values()][0]?.privateKey ?? '';
    const serverEnvironment = { ...base, ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: privateKey };
    const serverProcess = await startServerProcess(configFile, serverEnvironment);
    undo.push(() => serverProcess.stop());
    const server: DemoServer = { url: serverProcess.url, workspaceId };
    report.say(`Atmos Pro API: ${server.url}/api/v1, workspace ${workspaceId}`);

    const play = async (name: string, steps: ReturnType<typeof trustedJob>): Promise<JobResult> => {
      const jobDirectory = join(directory, name);
      await mkdir(jobDirectory);
      const token = simulator.world.jobs.get(name)?.token ?? '';
      const environment = { ...base, ...jobEnvironment(simulator.world, name), DEMO_JOB_TOKEN: token };
      return runJob({ environment, directory: jobDirectory, steps, onStep: (step) => report.step(step) });
    };

    report.chapter('Job 1: acme/infra on main, whom the trust policies of both sources let in');
    const terraform = spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
    const trusted = await play('deploy', trustedJob(server, { terraform }));
    const outputs = outputsOf(trusted);
    report.expect('the job succeeded', trusted.conclusion === 'success');
    report.expect(`it got 2 tokens, for ${outputs['owners'] ?? 'nobody'}`, outputs['token-count'] === '2');

    report.chapter('Job 2: stranger/app, a member of the workspace that no policy mentions');
    const untrusted = await play('stranger', untrustedJob(server));
    const denial =
      untrusted.steps[0]?.result.commands.find(({ command }) => command === 'error')?.message ?? '';
    report.expect(
      'the job failed at its first step',
      untrusted.conclusion === 'failure' && !untrusted.steps.some(({ name }) => name === 'Never reached'),
    );
    report.expect('it was told the reason, trust_policy_denied', denial.includes('trust_policy_denied'));

    report.chapter('What is left');
    const tokens = [...trusted.masks].filter((secret) => secret.startsWith('ghs_'));
    const live = await countLiveTokens(tokens, simulator);
    report.expect(
      `GitHub refuses all ${tokens.length} tokens of job 1 since its post step`,
      tokens.length === 2 && live === 0,
    );
    // The jobs' logs are masked by whoever runs them; these two are not.
    const unmasked = [...trusted.steps, ...untrusted.steps]
      .map(({ result }) => result.summary)
      .concat(serverProcess.log);
    report.expect(
      'no secret stands in a summary or in the log of the server',
      [...trusted.masks, ...untrusted.masks].every((secret) => !unmasked.join('\n').includes(secret)),
    );

    report.chapter('The audit log');
    await serverProcess.stop();
    const audited = await showAudit(configFile, base, (line) => report.say(line));
    report.expect(
      'it tells of two exchanges and two mints, and holds no token',
      audited.mints === 2 &&
        audited.exchanges === 2 &&
        tokens.every((token) => !audited.text.includes(token)),
    );
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
