/** Runs the jobs of a world as real processes on this machine, each with the credentials and the environment of its run. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../../base/text.ts';
import type { JobExecutor } from '../../workflows/start-job.ts';
import type { WorkflowStep } from '../../world/runs.ts';
import { jobEnvironment } from '../job-environment.ts';
import type { StepReport } from '../player.ts';
import { runWorkflowJob } from './run-workflow-job.ts';

/** Lines of a step's log that are kept. */
const keptLines = 200;

/** How jobs run as real processes of this user. */
export interface Execution {
  /** Folders of actions, by `owner/name` or `owner/name/path`. */
  readonly actions: Readonly<Record<string, string>>;
  /** Of the runner's own environment, which every job has. They win over those that the world gives a job. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

interface ExecutionOptions extends Execution {
  /** Where jobs have their folders. */
  readonly directory: string;
  /** How to reach the simulator: addresses, certificates, proxy. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborted when the simulator stops. */
  readonly signal: AbortSignal;
}

function showStep({ name, phase, result }: StepReport): WorkflowStep {
  const isAnnotation = ({ command }: { readonly command: string }) =>
    command === 'error' || command === 'warning' || command === 'notice';
  return {
    name: phase === 'post' ? `Post ${name}` : name,
    conclusion: result.exitCode === 0 ? 'success' : 'failure',
    log: result.log.slice(-keptLines),
    annotations: result.commands
      .filter(isAnnotation)
      .slice(-keptLines)
      .map(({ command, message }) => `${command}: ${message}`),
    summary: result.summary,
  };
}

export function createJobExecutor(options: ExecutionOptions): JobExecutor {
  return async ({ world, credentials, spec, env, contexts, signal }) => {
    await mkdir(options.directory, { recursive: true });
    const directory = await mkdtemp(join(options.directory, 'job-'));
    const eventFile = join(directory, 'event.json');
    const github = isRecord(contexts['github']) ? contexts['github'] : {};
    await Promise.all([
      writeFile(eventFile, JSON.stringify(github['event'] ?? {})),
      mkdir(join(directory, 'home')),
    ]);
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: join(directory, 'home'),
      ...options.environment,
      ...jobEnvironment(world, credentials.name),
      GITHUB_EVENT_PATH: eventFile,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_NAME: 'simulator',
      ...options.variables,
    };
    try {
      const result = await runWorkflowJob({
        spec,
        env,
        contexts,
        environment,
        directory,
        token: credentials.token,
        actions: options.actions,
        signal: AbortSignal.any([signal, options.signal]),
      });
      return { conclusion: result.conclusion, outputs: result.outputs, steps: result.steps.map(showStep) };
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}
