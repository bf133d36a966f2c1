/**
 * Plays a job's steps in order as the runner does: environment and path carry over, a failed step skips the later ones,
 * post steps run in reverse order whatever happened.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ActionManifest, readManifest } from './manifest.ts';
import { runStep, type StepResult } from './run-step.ts';

export type JobStep =
  | { readonly name: string; readonly uses: string; readonly with?: Readonly<Record<string, string>> }
  | { readonly name: string; readonly run: string };

export interface Job {
  /** What the job starts with: `PATH`, `HOME`, `GITHUB_*`, `ACTIONS_ID_TOKEN_REQUEST_*`. Nothing else is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** `GITHUB_WORKSPACE` and `RUNNER_TEMP` are made below it. */
  readonly directory: string;
  /** `uses` names a folder with an `action.yml`. */
  readonly steps: readonly JobStep[];
  readonly onStep?: (report: StepReport) => void;
}

export interface StepReport {
  readonly name: string;
  readonly phase: 'main' | 'post';
  readonly result: StepResult;
}

export interface JobResult {
  readonly conclusion: 'success' | 'failure';
  readonly steps: readonly StepReport[];
  /** Values that the job masked; for a check that nothing printed them. */
  readonly masks: ReadonlySet<string>;
}

interface PendingPost {
  readonly name: string;
  readonly manifest: ActionManifest;
  readonly environment: Readonly<Record<string, string>>;
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

/** Whether `post-if` lets the post step run. Throws on expressions beyond the status functions: they are not played. */
function postRuns(condition: string, failed: boolean): boolean {
  if (condition === 'always()') return true;
  if (condition === 'success()') return !failed;
  if (condition === 'failure()') return failed;
  throw new Error(`post-if: ${condition} is not supported; use always(), success() or failure()`);
}

/** Plays the job to its end, post steps included. */
export async function runJob(job: Job): Promise<JobResult> {
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
  const posts: PendingPost[] = [];
  const failed = (): boolean => reports.some(({ result }) => result.exitCode !== 0);

  const play = async (
    name: string,
    phase: StepReport['phase'],
    start: { command: string; args: string[]; variables: Readonly<Record<string, string>> },
  ) => {
    const result = await runStep({
      command: start.command,
      args: start.args,
      environment: { ...environment, ...start.variables },
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
  };

  for (const step of job.steps) {
    if (failed()) break;
    if ('run' in step) {
      await play(step.name, 'main', {
        command: 'bash',
        args: ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run],
        variables: {},
      });
      continue;
    }
    const manifest = await readManifest(step.uses);
    const variables = inputVariables(manifest, step.with ?? {});
    const result = await play(step.name, 'main', {
      command: process.execPath,
      args: [manifest.main],
      variables,
    });
    const state = Object.fromEntries(
      Object.entries(result.state).map(([key, value]) => [`STATE_${key}`, value]),
    );
    if (manifest.post !== undefined)
      posts.push({ name: step.name, manifest, environment: { ...variables, ...state } });
  }
  for (const { name, manifest, environment: variables } of posts.reverse()) {
    if (!postRuns(manifest.postIf, failed())) continue;
    await play(name, 'post', {
      command: process.execPath,
      args: [manifest.post ?? ''],
      variables,
    });
  }
  return { conclusion: failed() ? 'failure' : 'success', steps: reports, masks };
}
