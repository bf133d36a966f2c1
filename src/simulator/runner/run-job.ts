/**
 * Runs a job's steps in order as the runner does: environment and path carry over, a failed step skips later ones unless they decide
 * otherwise, post steps run in reverse order in any case.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionManifest, readManifest } from './manifest.ts';
import { runStep, type StepResult } from './run-step.ts';

type Variables = Readonly<Record<string, string>>;

interface StepFields {
  readonly name: string;
  /** Under which later steps know it. */
  readonly id?: string | undefined;
  readonly env?: Variables | undefined;
  /** Whether the job continues as if the step had succeeded. */
  readonly continueOnError?: boolean | undefined;
}

/** `uses` names a folder with an `action.yml`. */
export type ScriptedStep = StepFields &
  ({ readonly uses: string; readonly with?: Variables } | { readonly run: string });

interface StepState {
  readonly outputs: Variables;
  readonly outcome: 'success' | 'failure' | 'skipped';
  /** After `continueOnError`. */
  readonly conclusion: 'success' | 'failure' | 'skipped';
}

/** What a step may know of those before it. */
interface JobProgress {
  readonly failed: boolean;
  /** By id. */
  readonly steps: Readonly<Record<string, StepState>>;
  /** What the job's environment is by now. */
  readonly environment: Variables;
}

/** A step that follows from those before it: its condition, and the values of its expressions. */
export interface PlannedStep {
  readonly id?: string | undefined;
  /** `undefined` skips it. */
  plan(progress: JobProgress): ScriptedStep | undefined;
}

export interface ScriptedJob {
  /** What the job starts with: `PATH`, `HOME`, `GITHUB_*`, `ACTIONS_ID_TOKEN_REQUEST_*`. Nothing else is inherited. */
  readonly environment: Variables;
  /** `GITHUB_WORKSPACE` and `RUNNER_TEMP` are made below it. */
  readonly directory: string;
  readonly steps: readonly (ScriptedStep | PlannedStep)[];
  readonly onStep?: ((report: StepReport) => void) | undefined;
}

export interface StepReport {
  readonly name: string;
  readonly phase: 'main' | 'post';
  readonly result: StepResult;
}

export interface JobResult {
  readonly conclusion: 'success' | 'failure';
  readonly steps: readonly StepReport[];
  /** After the last step, for the outputs of the job. */
  readonly progress: JobProgress;
  /** Values that the job masked, to check that nothing printed them. */
  readonly masks: ReadonlySet<string>;
}

export interface PendingPost {
  readonly step: StepFields;
  readonly post: string;
  readonly postIf: string;
  readonly variables: Variables;
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

/** Whether `post-if` allows the post step. Throws for expressions other than the status functions. */
export function postRuns(condition: string, failed: boolean): boolean {
  if (condition === 'always()') return true;
  if (condition === 'success()') return !failed;
  if (condition === 'failure()') return failed;
  throw new Error(`post-if: ${condition} is not supported; use always(), success() or failure()`);
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
  progress(): JobProgress;
  /** Adds the report of a step that no process was started for. */
  report(report: StepReport): void;
  play(step: StepFields, phase: StepReport['phase'], start: Start): Promise<StepResult>;
  skip(id: string | undefined): void;
}

async function makeFolders(directory: string) {
  const workspace = join(directory, 'workspace');
  const temporaryDirectory = join(directory, 'temp');
  await Promise.all([mkdir(workspace, { recursive: true }), mkdir(temporaryDirectory, { recursive: true })]);
  return { workspace, temporaryDirectory };
}

/** Runs one process after the other. A step sees what earlier steps set. */
export async function createPlayer(
  job: Pick<ScriptedJob, 'environment' | 'directory' | 'onStep'> & {
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Player> {
  const { workspace, temporaryDirectory } = await makeFolders(job.directory);
  const environment: Record<string, string> = {
    ...job.environment,
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporaryDirectory,
  };
  const masks = new Set<string>();
  const reports: StepReport[] = [];
  const steps: Record<string, StepState> = {};
  let failed = false;

  function note({ id, continueOnError = false }: StepFields, { exitCode, outputs }: StepResult): void {
    const outcome = exitCode === 0 ? 'success' : 'failure';
    const conclusion = continueOnError ? 'success' : outcome;
    failed ||= conclusion === 'failure';
    if (id !== undefined) steps[id] = { outputs, outcome, conclusion };
  }

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
    progress: () => ({ failed, steps, environment }),
    skip(id) {
      if (id !== undefined) steps[id] = { outputs: {}, outcome: 'skipped', conclusion: 'skipped' };
    },
    async play(step, phase, { command, args, variables, workingDirectory = workspace }) {
      const result = await runStep({
        command,
        args,
        environment: { ...environment, ...step.env, ...variables },
        workingDirectory,
        temporaryDirectory,
        masks,
        // Post steps also run after a cancellation.
        signal: phase === 'main' ? job.signal : undefined,
      });
      Object.assign(environment, result.environment);
      if (result.path.length > 0) environment['PATH'] = [...result.path, environment['PATH'] ?? ''].join(':');
      note(phase === 'main' ? step : { name: step.name }, result);
      report({ name: step.name, phase, result });
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

export function startAction(file: string, variables: Variables): Start {
  return { command: process.execPath, args: [file], variables };
}

/** `undefined` for a step without a post step. */
async function runMain(step: ScriptedStep, player: Player): Promise<PendingPost | undefined> {
  if ('run' in step) {
    await player.play(step, 'main', startScript(step.run));
    return undefined;
  }
  const manifest = await readManifest(step.uses);
  const variables = inputVariables(manifest, step.with ?? {});
  const { state } = await player.play(step, 'main', startAction(manifest.main, variables));
  const saved = Object.fromEntries(Object.entries(state).map(([key, value]) => [`STATE_${key}`, value]));
  const { post, postIf } = manifest;
  return post === undefined ? undefined : { step, post, postIf, variables: { ...variables, ...saved } };
}

function planStep(step: ScriptedStep | PlannedStep, progress: JobProgress): ScriptedStep | undefined {
  if ('plan' in step) return step.plan(progress);
  return progress.failed ? undefined : step;
}

/** Runs the whole job, post steps included. */
export async function runJob(job: ScriptedJob): Promise<JobResult> {
  const player = await createPlayer(job);
  const posts: PendingPost[] = [];
  for (const step of job.steps) {
    const planned = planStep(step, player.progress());
    if (planned === undefined) {
      player.skip(step.id);
      continue;
    }
    const post = await runMain(planned, player);
    if (post !== undefined) posts.push(post);
  }
  const progress = player.progress();
  for (const { step, post, postIf, variables } of posts.reverse()) {
    if (postRuns(postIf, player.progress().failed))
      await player.play(step, 'post', startAction(post, variables));
  }
  const conclusion = player.progress().failed ? 'failure' : 'success';
  return { conclusion, steps: player.reports, progress, masks: player.masks };
}
