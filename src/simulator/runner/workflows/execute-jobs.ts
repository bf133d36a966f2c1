/** Runs the jobs of a world as real processes on this machine, each with the credentials and the environment of its run. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../../base/text.ts';
import type { JobExecutor } from '../../workflows/start-job.ts';
import { jobEnvironment } from '../job-environment.ts';
import { runWorkflowJob } from './run-workflow-job.ts';

/** Lines of a step's log that are kept. */
const keptLines = 200;

export interface ExecutionOptions {
  /** Where jobs have their folders. */
  readonly directory: string;
  /** How to reach the simulator: addresses, certificates, proxy. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of actions, by `owner/name` or `owner/name/path`. */
  readonly actions: Readonly<Record<string, string>>;
  /** Aborted when the simulator stops. */
  readonly signal: AbortSignal;
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
      const steps = result.steps.map(({ name, phase, result: step }) => ({
        name: phase === 'post' ? `Post ${name}` : name,
        conclusion: step.exitCode === 0 ? ('success' as const) : ('failure' as const),
        log: step.log.slice(-keptLines),
      }));
      return { conclusion: result.conclusion, outputs: result.outputs, steps };
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}
