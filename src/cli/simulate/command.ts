/** `atmos-pro simulate`: runs a simulated GitHub until SIGTERM or SIGINT. */
import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { replaceWholeFile } from '../../runner/whole-file.ts';
import { controlPrefix } from '../../simulator/control/control.ts';
import { renderExports } from '../../simulator/control/exports.ts';
import { type Simulator, startSimulator } from '../../simulator/main.ts';
import { readSeed } from '../../simulator/seed/seed.ts';
import type { Shape } from '../../simulator/transports/addresses.ts';
import { addExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatOption, type OutputFormat, printAs } from '../format-option.ts';
import { refuseUnknownCommand } from '../help.ts';
import { waitForEndSignal } from '../signals.ts';
import { addRunStep } from './run-step.ts';

interface SimulateOptions {
  readonly world?: string | undefined;
  readonly port: number;
  readonly tls: boolean;
  readonly shape: Shape;
  readonly environmentFile?: string | undefined;
  readonly format: OutputFormat;
}

const maxPort = 65_535;

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > maxPort)
    throw new InvalidArgumentError(`Expected 0 to ${maxPort}.`);
  return Number(text);
}

async function readSeedFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ActionError('INPUT_INVALID', `Cannot read the world file ${file}.`, { cause });
  }
}

/** Variables for a server that acts as the App of the world. The key is in a file that only this user can read. */
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

/** Scripts wait for this file, so it appears with its text. A pipe or a device cannot be replaced. */
async function writeExports(file: string, exports: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined && !found.isFile()) return writeFile(file, exports);
  const path = found === undefined ? file : await realpath(file);
  await replaceWholeFile(path, exports, { mode: 0o600 });
}

function renderJobs({ world, origin, caFile }: Simulator): string {
  const curl = caFile === undefined ? 'curl -s' : `curl -s --cacert ${caFile}`;
  const lines = [...world.jobs.keys()].map(
    (job) =>
      `# job ${job}: eval "$(${curl} '${origin}${controlPrefix}/jobs/${encodeURIComponent(job)}?format=shell')"\n`,
  );
  return lines.join('');
}

async function runSimulate(options: SimulateOptions & { readonly world: string }): Promise<void> {
  const seed = readSeed(await readSeedFile(options.world), options.world);
  const { port, tls, shape } = options;
  // Listen before the start, so that an early signal also removes the files.
  const ended = waitForEndSignal();
  const simulator = await startSimulator({ seed, port, tls, shape });
  try {
    const app = await appEnvironment(simulator);
    const environment = { GITHUB_SIMULATOR_URL: simulator.origin, ...simulator.environment, ...app };
    const exports = renderExports(environment);
    if (options.environmentFile !== undefined) await writeExports(options.environmentFile, exports);
    const text = `${exports}${renderJobs(simulator)}# ready, press Ctrl-C to stop`;
    printAs(options.format, text, { environment, jobs: [...simulator.world.jobs.keys()] });
    await ended;
  } finally {
    await simulator.stop();
  }
}

const epilogue = `
Prints export lines for a shell. With them, git, Terraform, Node and Go programs use the simulator.
GITHUB_SIMULATOR_URL${controlPrefix} has the journal, minted tokens, rate limits, faults and jobs, see src/simulator/DIFFERENCES.md.`;

export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('Run a simulated GitHub for tests until SIGTERM or SIGINT.')
    .enablePositionalOptions()
    .option(
      '-w, --world <file>',
      'YAML file with accounts, repositories and Apps, see schemas/simulator-world.json (required)',
    )
    .option('-p, --port <number>', 'port on loopback, 0 for a free one', parsePort, 0)
    .option('--tls', 'use TLS with its own certificate authority', false)
    .addOption(
      new Option(
        '--shape <shape>',
        'enterprise: one address; github.com: the host names of GitHub, through a TLS proxy',
      )
        .choices(['enterprise', 'github.com'])
        .default('enterprise'),
    )
    .option('--environment-file <file>', 'also write the export lines to this file')
    .addOption(formatOption())
    .addHelpText('after', epilogue)
    // Otherwise a misspelled command is reported as one argument too many.
    .allowExcessArguments()
    .action(async (options: SimulateOptions, self: Command) => {
      refuseUnknownCommand(self, self.args[0]);
      if (options.world === undefined)
        self.error("error: required option '-w, --world <file>' not specified", {
          exitCode: exitCodes.usage,
        });
      await runSimulate({ ...options, world: options.world });
    });
  addRunStep(command);
  return addExamples(
    command,
    'atmos-pro simulate --world world.yaml --environment-file simulator.env',
    'atmos-pro simulate --world world.yaml --shape github.com --tls',
  );
}
