/**
 * Runs a job's steps in order as the runner does: environment and path carry over, a failed step skips later ones,
 * post steps run in reverse order in any case.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionManifest, readManifest } from './manifest.ts';
import { runStep, type StepResult } from './run-step.ts';

export type ScriptedStep =
  | { readonly name: string; readonly uses: string; readonly with?: Readonly<Record<string, string>> }
  | { readonly name: string; readonly run: string };

export interface ScriptedJob {
  /** What the job starts with: `PATH`, `HOME`, `GITHUB_*`, `ACTIONS_ID_TOKEN_REQUEST_*`. Nothing else is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** `GITHUB_WORKSPACE` and `RUNNER_TEMP` are made below it. */
  readonly directory: string;
  /** `uses` names a folder with an `action.yml`. */
  readonly steps: readonly ScriptedStep[];
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
  /** Values that the job masked, to check that nothing printed them. */
  readonly masks: ReadonlySet<string>;
}

interface PendingPost {
  readonly name: string;
  readonly post: string;
  readonly postIf: string;
  readonly variables: Readonly<Record<string, string>>;
}

function inputVariables(
  manifest: ActionManifest,
  given: Readonly<Record<string, string>>,
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
function postRuns(condition: string, failed: boolean): boolean {
  if (condition === 'always()') return true;
  if (condition === 'success()') return !failed;
  if (condition === 'failure()') return failed;
  throw new Error(`post-if: ${condition} is not supported; use always(), success() or failure()`);
}

interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

interface Player {
  readonly reports: readonly StepReport[];
  readonly masks: ReadonlySet<string>;
  failed(): boolean;
  play(name: string, phase: StepReport['phase'], start: Start): Promise<StepResult>;
}

/** Runs one process after the other. A step sees what earlier steps set. */
async function createPlayer(job: ScriptedJob): Promise<Player> {
  const workspace = join(job.directory, 'workspace');
  const temporaryDirectory = join(job.directory, 'temp');
  await Promise.all([mkdir(workspace, { recursive: true }), mkdir(temporaryDirectory, { recursive: true })]);
  const environment: Record<string, string> = {
    ...job.environment,
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporaryDirectory,
  };
  const masks = new Set<string>();
  const reports: StepReport[] = [];
  return {
    reports,
    masks,
    failed: () => reports.some(({ result }) => result.exitCode !== 0),
    async play(name, phase, { command, args, variables }) {
      const result = await runStep({
        command,
        args,
        environment: { ...environment, ...variables },
        workingDirectory: workspace,
        temporaryDirectory,
        masks,
      });
      Object.assign(environment, result.environment);
      if (result.path.length > 0) environment['PATH'] = [...result.path, environment['PATH'] ?? ''].join(':');
      const report = { name, phase, result };
      reports.push(report);
      job.onStep?.(report);
      return result;
    },
  };
}

function startScript(script: string): Start {
  return { command: 'bash', args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], variables: {} };
}

function startAction(file: string, variables: Readonly<Record<string, string>>): Start {
  return { command: process.execPath, args: [file], variables };
}

/** Runs the whole job, post steps included. */
export async function runJob(job: ScriptedJob): Promise<JobResult> {
  const player = await createPlayer(job);
  const posts: PendingPost[] = [];
  for (const step of job.steps) {
    if (player.failed()) break;
    if ('run' in step) {
      await player.play(step.name, 'main', startScript(step.run));
      continue;
    }
    const manifest = await readManifest(step.uses);
    const variables = inputVariables(manifest, step.with ?? {});
    const { state } = await player.play(step.name, 'main', startAction(manifest.main, variables));
    const saved = Object.fromEntries(Object.entries(state).map(([key, value]) => [`STATE_${key}`, value]));
    if (manifest.post === undefined) continue;
    const { post, postIf } = manifest;
    posts.push({ name: step.name, post, postIf, variables: { ...variables, ...saved } });
  }
  for (const { name, post, postIf, variables } of posts.reverse()) {
    if (postRuns(postIf, player.failed())) await player.play(name, 'post', startAction(post, variables));
  }
  const conclusion = player.failed() ? 'failure' : 'success';
  return { conclusion, steps: player.reports, masks: player.masks };
}
