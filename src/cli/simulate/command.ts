/** `atmos-pro simulate`: runs a GitHub in this process until SIGTERM or SIGINT. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { controlPrefix } from '../../simulator/control/control.ts';
import { renderExports } from '../../simulator/control/exports.ts';
import { type Simulator, startSimulator } from '../../simulator/main.ts';
import { readSeed } from '../../simulator/seed/seed.ts';
import type { Shape } from '../../simulator/transports/addresses.ts';

interface SimulateOptions {
  readonly world: string;
  readonly port: number;
  readonly tls: boolean;
  readonly shape: Shape;
  readonly environmentFile?: string;
}

const MAX_PORT = 65_535;

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > MAX_PORT) throw new InvalidArgumentError(`0 to ${MAX_PORT}.`);
  return Number(text);
}

async function readSeedFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ActionError('INPUT_INVALID', `The world file ${file} cannot be read.`, { cause });
  }
}

/** What a server needs to act as the world's App: its key goes to a file that only this user can read. */
async function appEnvironment(simulator: Simulator): Promise<Record<string, string>> {
  const [app] = simulator.world.apps.values();
  if (app === undefined) return {};
  const keyFile = join(simulator.directory, `${app.slug}.pem`);
  await writeFile(keyFile, app.privateKey, { mode: 0o600 });
  return {
    ATMOS_PRO_GITHUB_APP_ID: String(app.id),
    ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_FILE: keyFile,
  };
}

function renderJobs({ world, origin, caFile }: Simulator): string {
  const curl = caFile === undefined ? 'curl -s' : `curl -s --cacert ${caFile}`;
  const lines = [...world.jobs.keys()].map(
    (job) =>
      `# job ${job}: eval "$(${curl} '${origin}${controlPrefix}/jobs/${encodeURIComponent(job)}?format=shell')"\n`,
  );
  return lines.join('');
}

/** Waits for what a host sends to end a program, or for Ctrl-C. */
async function waitForSignal(): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
}

async function simulate(options: SimulateOptions): Promise<void> {
  const seed = readSeed(await readSeedFile(options.world), options.world);
  const { port, tls, shape } = options;
  // Signals are heard from the start, so that one that comes early still removes the files.
  const ended = waitForSignal();
  const simulator = await startSimulator({ seed, port, tls, shape });
  try {
    const app = await appEnvironment(simulator);
    const environment = { GITHUB_SIMULATOR_URL: simulator.origin, ...simulator.environment, ...app };
    const exports = renderExports(environment);
    if (options.environmentFile !== undefined)
      await writeFile(options.environmentFile, exports, { mode: 0o600 });
    process.stdout.write(`${exports}${renderJobs(simulator)}# ready; Ctrl-C stops it\n`);
    await ended;
  } finally {
    await simulator.stop();
  }
}

const epilogue = `
The lines that it prints are for a shell: they make git, Terraform, Node and Go programs use the simulator.
Below ${controlPrefix} of GITHUB_SIMULATOR_URL are journal, faults and jobs; src/simulator/DIFFERENCES.md describes them.`;

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run a simulated GitHub')
    .requiredOption('-w, --world <file>', 'what it holds: YAML as in schemas/simulator-world.json')
    .option('-p, --port <number>', 'port on loopback; 0 takes a free one', parsePort, 0)
    .option('--tls', 'serve over TLS with a certificate authority of its own', false)
    .addOption(
      new Option('--shape <shape>', 'one origin, or GitHub’s own host names through a proxy, over TLS')
        .choices(['enterprise', 'github.com'])
        .default('enterprise'),
    )
    .option('--environment-file <file>', 'also write the lines for the shell there')
    .addHelpText('after', epilogue)
    .action(simulate);
}
