/**
 * Runs a step of an action from the committed `dist/` as the runner does: a child process with a minimal environment,
 * `INPUT_*` and `STATE_*` variables, and files for what it hands back. Nothing of the test's own environment is inherited.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readPairs } from '../../src/simulator/runner/file-commands.ts';
import { compileCache } from './compile-cache.ts';
import { patience } from './patience.ts';

const root = resolve(import.meta.dirname, '../..');
const commandFiles = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'];
/** A step that hangs is killed after this, in milliseconds. */
const stepTimeoutMs = patience(20_000);

interface RunActionOptions {
  /** By their names in `action.yml`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** What main saved, for post. */
  readonly state?: Readonly<Record<string, string>>;
  /** `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Job directory with `workspace` and `temp`; made and removed for this step alone when absent. */
  readonly directory?: string;
  /** Root of the checkout whose `dist` runs; this one when absent. */
  readonly checkout?: string;
}

export interface ActionResult {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** What `GITHUB_ENV` sets for later steps. */
  readonly environmentFile: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A job directory with an empty checkout, removed when disposed of. */
export async function makeJobDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'job-'));
  await Promise.all([mkdir(join(directory, 'workspace')), mkdir(join(directory, 'temp'))]);
  return {
    directory,
    // A process that is just ending may still have a file of it open, which Windows minds.
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true, maxRetries: 20 }),
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      prefix === 'INPUT_' ? `INPUT_${name.replaceAll(' ', '_').toUpperCase()}` : `${prefix}${name}`,
      value,
    ]),
  );
}

function spawnStep(file: string, cwd: string, environment: NodeJS.ProcessEnv) {
  return new Promise<{ exitCode: number | null; stdout: string; stderr: string }>((settle, reject) => {
    const child = spawn(process.execPath, [file], { cwd, env: environment, timeout: stepTimeoutMs });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.once('error', reject);
    child.once('close', (exitCode) => settle({ exitCode, ...output }));
  });
}

export async function runAction(
  action: string,
  phase: 'main' | 'post',
  options: RunActionOptions = {},
): Promise<ActionResult> {
  await using own = await makeJobDirectory();
  const directory = options.directory ?? own.directory;
  const temp = join(directory, 'temp');
  const workspace = join(directory, 'workspace');
  const files = Object.fromEntries(commandFiles.map((name) => [name, join(own.directory, name)]));
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
  const environment = {
    PATH: process.env['PATH'],
    ...compileCache,
    HOME: own.directory,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
    ...files,
    ...prefixed('INPUT_', options.inputs),
    ...prefixed('STATE_', options.state),
    ...options.environment,
  };
  const ended = await spawnStep(
    join(options.checkout ?? root, 'dist', action, `${phase}.js`),
    workspace,
    environment,
  );
  const read = (name: string) => readFile(files[name] ?? '', 'utf8');
  return {
    ...ended,
    outputs: readPairs(await read('GITHUB_OUTPUT')),
    state: readPairs(await read('GITHUB_STATE')),
    environmentFile: readPairs(await read('GITHUB_ENV')),
    summary: await read('GITHUB_STEP_SUMMARY'),
  };
}
