/** A repository with workflow files, an App that may dispatch them, and the world's time in the hands of the test. */

import { listAllRuns } from '../../src/simulator/control/list-runs.ts';
import type { ActionsSeed, EnvironmentSeed, RepositorySeed } from '../../src/simulator/seed/seed-types.ts';
import { whenRunsStarted } from '../../src/simulator/workflows/trigger-runs.ts';
import { type Answer, createSimulatedApi, type SimulatedApi } from '../support/simulated-api.ts';

const repositoryPath = '/repos/acme/infra';
const halfHourMs = 30 * 60 * 1000;

export interface WorkflowSceneOptions {
  /** By file name. */
  readonly workflows: Readonly<Record<string, string>>;
  readonly actions?: ActionsSeed;
  readonly environments?: readonly EnvironmentSeed[];
  readonly repository?: Partial<RepositorySeed>;
  readonly repositories?: readonly RepositorySeed[];
}

export interface WorkflowScene extends AsyncDisposable {
  readonly gitHub: SimulatedApi;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  dispatch(file: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Dispatches and returns the run's id. */
  start(file: string, inputs?: Readonly<Record<string, unknown>>): Promise<number>;
  /** Every attempt, as the window shows it. */
  runs(): Promise<ReturnType<typeof listAllRuns>['runs']>;
  /** `event.action` of each event about runs so far. */
  story(): readonly string[];
}

function workflowFiles(workflows: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}`, text]),
  );
}

export async function createWorkflowScene(options: WorkflowSceneOptions): Promise<WorkflowScene> {
  const { workflows, actions, environments, repository, repositories = [] } = options;
  const gitHub = await createSimulatedApi({
    accounts: [
      { login: 'alice', type: 'User' },
      { login: 'bob', type: 'User' },
    ],
    repositories: [
      {
        name: 'acme/infra',
        ...repository,
        files: { ...workflowFiles(workflows), ...repository?.files },
        environments,
      },
      ...repositories,
    ],
    apps: [
      {
        slug: 'pro',
        permissions: {
          actions: 'write',
          contents: 'write',
          deployments: 'write',
          pull_requests: 'write',
          workflows: 'write',
        },
      },
    ],
    installations: [{ app: 'pro', account: 'acme' }],
    ...(actions === undefined ? {} : { actions }),
  });
  let token = await gitHub.mint();
  let mintedAt = gitHub.world.clock.now();
  /** A token lives for an hour of the world's time. */
  async function freshToken(): Promise<string> {
    if (gitHub.world.clock.now() - mintedAt < halfHourMs) return token;
    token = await gitHub.mint();
    mintedAt = gitHub.world.clock.now();
    return token;
  }
  const call: WorkflowScene['call'] = async (method, path, body, headers = {}) =>
    gitHub.call(method, `${repositoryPath}${path}`, {
      token: await freshToken(),
      headers,
      ...(body === undefined ? {} : { body }),
    });
  const dispatch: WorkflowScene['dispatch'] = (file, body, headers) =>
    call('POST', `/actions/workflows/${file}/dispatches`, body, headers);
  return {
    gitHub,
    call,
    dispatch,
    async start(file, inputs = {}) {
      const { status, body } = await dispatch(file, { ref: 'main', inputs, return_run_details: true });
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body.workflow_run_id;
    },
    async runs() {
      await whenRunsStarted(gitHub.world);
      gitHub.world.clock.settle();
      return listAllRuns(gitHub.world, undefined).runs;
    },
    story() {
      gitHub.world.clock.settle();
      return gitHub.world.events
        .filter(({ event }) => event === 'workflow_run' || event === 'deployment_review')
        .map(({ event, action }) => `${event}.${action}`);
    },
    [Symbol.asyncDispose]: () => gitHub.stop(),
  };
}

/** A workflow of one job with these triggers. */
export function simpleWorkflow(on: string, rest = ''): string {
  return `name: Simple\non:\n  ${on}\n${rest}jobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo done\n`;
}

/** As `GET …/actions/runs/{id}` shows it. */
export async function runOf(scene: WorkflowScene, id: number) {
  const { body } = await scene.call('GET', `/actions/runs/${id}`);
  return { status: body.status, conclusion: body.conclusion, attempt: body.run_attempt };
}
