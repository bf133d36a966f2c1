/** Runs one process of a step as the runner does: files for the answers, commands on standard output, secrets masked. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readEnvironmentFile, readPairs, readPathFile } from './file-commands.ts';
import { addMask, maskSecrets } from './masks.ts';
import { readWorkflowCommand, type WorkflowCommand } from './workflow-commands.ts';

export interface StepProcess {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** The runner's `RUNNER_TEMP`; the command files live below it. */
  readonly temporaryDirectory: string;
  /** Values masked so far in the job. Masks that this step adds are added here, as the runner keeps them for the job. */
  readonly masks: Set<string>;
  /** Ends the process. */
  readonly signal?: AbortSignal | undefined;
}

export interface StepResult {
  readonly exitCode: number;
  /** Standard output and error in the order they came, masked, without the command lines. */
  readonly log: readonly string[];
  readonly commands: readonly WorkflowCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly summary: string;
}

const commandFiles = [
  'GITHUB_ENV',
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_PATH',
  'GITHUB_STEP_SUMMARY',
] as const;

/** Runs the process to its end. A process that cannot be started counts as exit code 127, as in a shell. */
export async function runStep(step: StepProcess): Promise<StepResult> {
  const directory = await mkdtemp(join(step.temporaryDirectory, '_runner_file_commands-'));
  const files = Object.fromEntries(commandFiles.map((name) => [name, join(directory, name.toLowerCase())]));
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
  const log: string[] = [];
  const commands: WorkflowCommand[] = [];
  const onLine = (line: string): void => {
    const command = readWorkflowCommand(line);
    if (command?.command === 'add-mask') addMask(step.masks, command.message);
    else if (command === undefined) log.push(maskSecrets(line, step.masks));
    else commands.push({ ...command, message: maskSecrets(command.message, step.masks) });
  };
  const child = spawn(step.command, step.args, {
    cwd: step.workingDirectory,
    env: { ...step.environment, ...files },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(step.signal === undefined ? {} : { signal: step.signal }),
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', onLine);
  const exitCode = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      log.push(error.message);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  const read = (name: (typeof commandFiles)[number]): Promise<string> => readFile(files[name] ?? '', 'utf8');
  const result = {
    exitCode,
    log,
    commands,
    outputs: readPairs(await read('GITHUB_OUTPUT')),
    state: readPairs(await read('GITHUB_STATE')),
    environment: readEnvironmentFile(await read('GITHUB_ENV')),
    path: readPathFile(await read('GITHUB_PATH')),
    summary: await read('GITHUB_STEP_SUMMARY'),
  };
  await rm(directory, { recursive: true, force: true });
  return result;
}
