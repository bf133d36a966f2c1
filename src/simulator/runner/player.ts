/**
 * Plays the processes of one job in order as the runner does: what a step sets carries over to later steps, and secrets stay masked.
 * Which steps run is for the caller to decide.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionManifest, readManifest } from './manifest.ts';
import { runStep, type StepResult } from './run-step.ts';

export type Variables = Readonly<Record<string, string>>;

export interface StepReport {
  readonly name: string;
  readonly phase: 'main' | 'post';
  readonly result: StepResult;
}

export interface PlayerOptions {
  /** What the job starts with: `PATH`, `HOME`, `GITHUB_*`, `ACTIONS_ID_TOKEN_REQUEST_*`. Nothing else is inherited. */
  readonly environment: Variables;
  /** `GITHUB_WORKSPACE` and `RUNNER_TEMP` are made below it. */
  readonly directory: string;
  /** A folder that exists, instead of a new `GITHUB_WORKSPACE`. */
  readonly workspace?: string | undefined;
  /** Ends the process that runs. Post steps run all the same. */
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((report: StepReport) => void) | undefined;
}

interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Variables;
  /** Default: the workspace. */
  readonly workingDirectory?: string | undefined;
}

export interface Player {
  readonly workspace: string;
  readonly temporaryDirectory: string;
  readonly reports: readonly StepReport[];
  /** Values that no later line shows. */
  readonly masks: Set<string>;
  /** Adds the report of a step that no process was started for. */
  report(report: StepReport): void;
  play(name: string, phase: StepReport['phase'], start: Start): Promise<StepResult>;
}

async function makeFolders({ directory, workspace = join(directory, 'workspace') }: PlayerOptions) {
  const temporaryDirectory = join(directory, 'temp');
  await Promise.all([mkdir(workspace, { recursive: true }), mkdir(temporaryDirectory, { recursive: true })]);
  return { workspace, temporaryDirectory };
}

/** Runs one process after the other. A step sees what earlier steps set. */
export async function createPlayer(job: PlayerOptions): Promise<Player> {
  const { workspace, temporaryDirectory } = await makeFolders(job);
  const environment: Record<string, string> = {
    ...job.environment,
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporaryDirectory,
  };
  const masks = new Set<string>();
  const reports: StepReport[] = [];

  function report(one: StepReport): void {
    reports.push(one);
    job.onStep?.(one);
  }

  return {
    workspace,
    temporaryDirectory,
    reports,
    masks,
    report,
    async play(name, phase, { command, args, variables, workingDirectory = workspace }) {
      const result = await runStep({
        command,
        args,
        environment: { ...environment, ...variables },
        workingDirectory,
        temporaryDirectory,
        masks,
        // Post steps also run after a cancellation.
        signal: phase === 'main' ? job.signal : undefined,
      });
      Object.assign(environment, result.environment);
      if (result.path.length > 0) environment['PATH'] = [...result.path, environment['PATH'] ?? ''].join(':');
      report({ name, phase, result });
      return result;
    },
  };
}

/** As the runner starts each shell. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
export function startScript(script: string, shell = 'bash'): Start {
  if (shell === 'sh') return { command: 'sh', args: ['-e', '-c', script], variables: {} };
  if (shell === 'python') return { command: 'python', args: ['-c', script], variables: {} };
  if (shell !== 'bash') throw new Error(`shell: ${shell} is not supported; use bash, sh or python`);
  return { command: 'bash', args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], variables: {} };
}

function startAction(file: string, variables: Variables): Start {
  return { command: process.execPath, args: [file], variables };
}

export function inputVariables(
  manifest: Pick<ActionManifest, 'inputs'>,
  given: Variables,
): Record<string, string> {
  const names = new Set([...Object.keys(manifest.inputs), ...Object.keys(given)]);
  return Object.fromEntries(
    [...names].map((name) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? manifest.inputs[name]?.default ?? '',
    ]),
  );
}

export interface PendingPost {
  readonly name: string;
  readonly post: string;
  readonly postIf: string;
  readonly variables: Variables;
}

interface ActionStep {
  readonly name: string;
  /** The folder with its `action.yml`. */
  readonly folder: string;
  readonly with: Variables;
  readonly env: Variables;
  /** Fills in the expressions of the defaults. */
  readonly fillIn?: ((inputs: Variables) => Variables) | undefined;
}

/** Runs the main step of a JavaScript action. `post` is what is left for the end of the job. */
export async function playAction(
  player: Player,
  { name, folder, with: given, env, fillIn = (inputs) => inputs }: ActionStep,
): Promise<{ readonly result: StepResult; readonly post: PendingPost | undefined }> {
  const manifest = await readManifest(folder);
  const variables = { ...env, ...fillIn(inputVariables(manifest, given)) };
  const result = await player.play(name, 'main', startAction(manifest.main, variables));
  const saved = Object.fromEntries(
    Object.entries(result.state).map(([key, value]) => [`STATE_${key}`, value]),
  );
  const { post, postIf } = manifest;
  return {
    result,
    post: post === undefined ? undefined : { name, post, postIf, variables: { ...variables, ...saved } },
  };
}

/** Whether `post-if` allows the post step. Throws for expressions other than the status functions. */
function postRuns(condition: string, failed: boolean): boolean {
  if (condition === 'always()') return true;
  if (condition === 'success()') return !failed;
  if (condition === 'failure()') return failed;
  throw new Error(`post-if: ${condition} is not supported; use always(), success() or failure()`);
}

/** Runs post steps, the last first. Returns whether the job has failed by then. */
export async function playPosts(
  player: Player,
  posts: readonly PendingPost[],
  hasFailed: boolean,
): Promise<boolean> {
  let failed = hasFailed;
  for (const { name, post, postIf, variables } of posts.toReversed()) {
    if (!postRuns(postIf, failed)) continue;
    const { exitCode } = await player.play(name, 'post', startAction(post, variables));
    if (exitCode !== 0) failed = true;
  }
  return failed;
}
