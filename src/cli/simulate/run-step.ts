/** `atmos-pro simulate run-step`: runs one action in a job of a simulated GitHub. */
import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { controlPrefix } from '../../simulator/control/control.ts';
import { startSimulator } from '../../simulator/main.ts';
import { jobEnvironment } from '../../simulator/runner/job-environment.ts';
import { readSeed } from '../../simulator/seed/seed.ts';
import { addExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatOption, type OutputFormat } from '../format-option.ts';
import { renderStep } from './render-step.ts';
import { runOneStep, type ShownStep } from './run-one-step.ts';

type Variables = Readonly<Record<string, string>>;

interface RunStepOptions {
  readonly action: string;
  readonly job: string;
  readonly with: Variables;
  readonly env: Variables;
  readonly world?: string | undefined;
  readonly simulator?: string | undefined;
  readonly checkout?: string | undefined;
  readonly eventFile?: string | undefined;
  readonly post: boolean;
  readonly format: OutputFormat;
}

/** Collects `name=value`. */
function readPair(text: string, before: Variables): Variables {
  const [, name, value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Expected name=value.');
  return { ...before, [name]: value };
}

function unknownJob(job: string, known: readonly string[]): ActionError {
  return new ActionError('INPUT_INVALID', `Unknown job "${job}".`, {
    hint: `Set --job to one of: ${known.join(', ')}`,
  });
}

/** The environment of a job of a running simulator. */
async function askSimulator(address: string, job: string): Promise<Variables> {
  const jobs = new URL(`${controlPrefix}/jobs`, address);
  const read = async (url: URL): Promise<Response> => {
    try {
      return await fetch(url);
    } catch (cause) {
      throw new ActionError('REMOTE_UNREACHABLE', `No simulator answers at ${address}.`, { cause });
    }
  };
  const answer = await read(new URL(`${jobs.pathname}/${encodeURIComponent(job)}`, jobs));
  const body: unknown = await answer.json();
  if (answer.status === 404) {
    const known: unknown = await (await read(jobs)).json();
    throw unknownJob(job, Array.isArray(known) ? known.map(String) : []);
  }
  if (!answer.ok || !isRecord(body))
    throw new ActionError('REMOTE_MALFORMED', `${address} is not a simulator.`);
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
}

/** Calls `work` with the environment of a job, of a simulator that runs or of one that is started for the step. */
async function withJob<Value>(
  { world: file, simulator: address, job }: RunStepOptions,
  work: (environment: Variables) => Promise<Value>,
): Promise<Value> {
  if (file === undefined) {
    const { GITHUB_SIMULATOR_URL: running } = process.env;
    const url = address ?? running;
    if (url !== undefined) return work(await askSimulator(url, job));
    throw new ActionError('INPUT_MISSING', 'Neither --world nor --simulator is given.', {
      hint: 'Add --world FILE, or start a simulator with --environment-file and read that file.',
    });
  }
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ActionError('INPUT_INVALID', `Cannot read the world file ${file}.`, { cause });
  });
  const simulator = await startSimulator({ seed: readSeed(text, file) });
  try {
    const { world, environment } = simulator;
    const found = world.jobs.get(job);
    if (found === undefined) throw unknownJob(job, [...world.jobs.keys()]);
    return await work({ ...environment, ...jobEnvironment(world, job), GITHUB_TOKEN: found.token });
  } finally {
    await simulator.stop();
  }
}

async function runStepCommand(options: RunStepOptions): Promise<void> {
  const { format, post: runsPost, action, with: inputs, env, checkout, eventFile } = options;
  const steps: ShownStep[] = [];
  const succeeded = await withJob(options, (environment) =>
    runOneStep({
      ...{ action, with: inputs, env, checkout, eventFile, runsPost, jobEnvironment: environment },
      onStep(step) {
        steps.push(step);
        if (format === 'text') process.stdout.write(renderStep(step));
      },
    }),
  );
  if (format === 'json') process.stdout.write(`${JSON.stringify({ succeeded, steps })}\n`);
  if (!succeeded) process.exitCode = exitCodes.failed;
}

const epilogue = `
Prints the log, annotations, outputs, environment, path, state and summary of the step, then those of its post step. Secrets are masked as on GitHub.

Exit codes: 0 the step succeeded, 1 it failed, 2 invalid command line.`;

export function addRunStep(family: Command): void {
  const command = family
    .command('run-step')
    .description('Run one action in a job of a simulated GitHub.')
    .requiredOption('-a, --action <folder>', 'folder with the action.yml of a JavaScript action')
    .requiredOption('-j, --job <name>', 'job of the world')
    .option('--with <name=value>', 'input of the action, repeatable', readPair, {})
    .option('--env <name=value>', 'environment variable of the step, repeatable', readPair, {})
    .option('-w, --world <file>', 'start a simulator with this world for the step')
    .option('--simulator <url>', 'use a simulator that runs (default: GITHUB_SIMULATOR_URL)')
    .option('--checkout <folder>', 'GITHUB_WORKSPACE (default: an empty folder)')
    .option('--event-file <file>', 'JSON of the event, for GITHUB_EVENT_PATH')
    .option('--no-post', 'do not run the post step')
    .addOption(formatOption())
    .addHelpText('after', epilogue)
    .action(runStepCommand);
  addExamples(
    command,
    'atmos-pro simulate run-step --world world.yaml --job plan --action ./actions/validate-trust-policy --checkout .',
    'atmos-pro simulate run-step --job deploy --action ./actions/setup-sts --with sources=acme/modules --with base-url=http://127.0.0.1:8080 --with workspace-id=ws_acme',
  );
}
