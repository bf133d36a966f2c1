/**
 * A simulator for a test. It stops with `stop()`, or by itself with `await using`:
 *
 *     await using simulator = await startSimulator({ seed: { repositories: [{ name: 'acme/infra', files: { … } }] } });
 *     simulator.urls.api                      // base addresses; also .server, .graphql, .issuer, .runner
 *     simulator.environment                   // for child processes: GITHUB_*_URL, certificates, proxy
 *     simulator.jobEnvironment('deploy')      // what the runner gives the job `deploy` of the seed
 *     simulator.world                         // the state; tests may read and change it
 *     simulator.journal.entries({ route: 'apps/create-installation-access-token' })
 *     simulator.faults.add({ route: 'git/*', fault: { kind: 'cut-after' }, times: 1 })
 *
 * `shape: 'github.com'` serves GitHub's own host names over TLS, through a proxy; the default is an enterprise host, with
 * `tls: true` over TLS. Every JSON answer is held against GitHub's API description, and an operation that the simulator
 * does not know is noted: `stop()` rejects with what was wrong, unless `verifyResponses: false`.
 */

import {
  type Simulator,
  type SimulatorOptions,
  startSimulator as startPlain,
} from '../../src/simulator/main.ts';
import { jobEnvironment } from '../../src/simulator/runner/job-environment.ts';
import { findDeviations } from './github-openapi.ts';

export interface TestSimulatorOptions extends SimulatorOptions {
  /** On unless given: `stop()` rejects when an answer was not as GitHub describes it. */
  readonly verifyResponses?: boolean;
}

export interface TestSimulator extends Simulator, AsyncDisposable {
  jobEnvironment(name: string): Record<string, string>;
}

export async function startSimulator(options: TestSimulatorOptions): Promise<TestSimulator> {
  const problems: string[] = [];
  const onError = (error: unknown): void => {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  const simulator = await startPlain({
    onError,
    onJson: (answer) => problems.push(...findDeviations(answer)),
    ...options,
  });

  async function stop(): Promise<void> {
    await simulator.stop();
    const unknown = simulator.journal.entries({ route: 'unknown' });
    problems.push(...unknown.map(({ method, path }) => `The simulator does not know ${method} ${path}.`));
    if (options.verifyResponses !== false && problems.length > 0) {
      throw new Error(`The simulator is not as GitHub:\n${problems.splice(0).join('\n')}`);
    }
  }

  return {
    ...simulator,
    jobEnvironment: (name) => ({
      ...simulator.environment,
      ...jobEnvironment(simulator.world, name),
    }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
