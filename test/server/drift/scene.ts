/** A repository whose drift is detected on schedules: an inventory, runs that report, and a clock that a test moves. */
import { createHash } from 'node:crypto';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { type DeploymentsScene, type SceneOptions, startDeployments } from '../../e2e/deployments/scene.ts';
import {
  applyFile,
  planFile,
  repositoryName,
  workspaces as usualWorkspaces,
  workspaceId,
} from '../../e2e/deployments/seed.ts';
import { type ApiAnswer, exchange, idTokenOf } from '../../support/server.ts';
import { instancesBody, request } from '../stacks/uploads-scene.ts';

type Repository = ServerConfigDocument['workspaces'][number]['repositories'][number];
export type Schedules = NonNullable<NonNullable<Repository['drift']>['schedules']>;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Midnight, of all instances. */
export const daily: Schedules = [{ name: 'daily', cron: '0 0 * * *' }];

const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
const startsFile = (file: string) => ({ workflows: { [file]: { inputs } } });

/** `settings.pro` of an instance with drift detection. */
export const driftSettings = {
  enabled: true,
  drift_detection: { enabled: true, detect: startsFile(planFile), remediate: startsFile(applyFile) },
};

interface Instance {
  readonly component: string;
  readonly stack?: string;
  readonly pro?: object;
}

interface SeenDetection {
  readonly id: number;
  readonly file: string;
  readonly stack: string;
  readonly component: string;
  readonly sha: string;
  readonly createdAt: number;
}

export interface DriftScene extends DeploymentsScene {
  /** Replaces the inventory. */
  inventory(...instances: readonly Instance[]): Promise<void>;
  /** What the server has dispatched, oldest first. */
  detections(): readonly SeenDetection[];
  /** The run reports how the plan ended, with the last part of the component's name as the CLI does, and with a summary if there is one. */
  report(detection: SeenDetection, exitCode: number, plan?: object): Promise<ApiAnswer>;
  /** What admins see of an instance. */
  instance(component: string): Promise<Readonly<Record<string, unknown>>>;
  admin(method: string, path: string, body?: object): Promise<ApiAnswer>;
  /** A job takes the lock of `stack/component`. */
  takeLock(path: string): Promise<ApiAnswer>;
  /** Moves the clock in one step, and lets the server work. */
  leap(milliseconds: number): Promise<void>;
  /** The next midnight, and the morning: what it starts has ended. */
  sweep(): Promise<void>;
}

export const adminToken = 'atmos-pro-admin-0123456789abcdef';

function driftWorkspaces(drift: NonNullable<Repository['drift']>): ServerConfigDocument['workspaces'] {
  const [workspace] = usualWorkspaces;
  if (workspace === undefined) throw new Error('the world has no workspace');
  return [
    {
      ...workspace,
      repositories: workspace.repositories.map((repository) => ({
        ...repository,
        permissions: [
          ...(repository.permissions ?? []),
          { permission: 'ws:instances:create' as const },
          { permission: 'ws:instances:update' as const },
        ],
        drift,
      })),
    },
  ];
}

export interface DriftOptions extends Omit<SceneOptions, 'workspaces' | 'extendSeed'> {
  readonly schedules: Schedules;
  /** Of the repository, beside the schedules. */
  readonly drift?: Omit<NonNullable<Repository['drift']>, 'schedules'>;
}

export async function startDrift({ schedules, drift, ...options }: DriftOptions): Promise<DriftScene> {
  const run = { repository: repositoryName, workflow: 'inventory.yaml', jobs: [{ name: 'inventory' }] };
  const scene = await startDeployments({
    ...options,
    // A server that starts before midnight would have missed one at the first leap.
    startHour: 12,
    workspaces: driftWorkspaces({ ...drift, schedules }),
    adminTokens: [{ name: 'alice', sha256: createHash('sha256').update(adminToken).digest('hex') }],
    extendSeed: (seed) => ({
      ...seed,
      runs: [...(seed.runs ?? []), run],
      apps: (seed.apps ?? []).map((app) => ({
        ...app,
        permissions: { ...app.permissions, issues: drift?.issues === undefined ? 'read' : 'write' },
      })),
    }),
  });
  const { simulator, clock } = scene;

  async function send(claims: Readonly<Record<string, string>>, sent: Parameters<typeof request>[2]) {
    const token = await idTokenOf(simulator, 'inventory', { claims });
    // Of several replicas, one answers both.
    const server = scene.server();
    const session = await exchange(server, token, workspaceId);
    return request(server, String(session.body.data?.['token']), sent);
  }

  async function leap(milliseconds: number): Promise<void> {
    clock.jump(milliseconds);
    simulator.world.clock.settle();
    await scene.quiet();
  }

  // While a busy machine works, the clock moves on: hours are left between the steps.
  const untilHour = (at: number) => (at * hour - (clock.now() % day) + day) % day;
  // What is due before a schedule is known is not caught up with.
  const countKnown = async () =>
    (await scene.server().database.db.selectFrom('drift_schedules').select('name').execute()).length;
  await scene.quiet();
  for (let step = 0; (await countKnown()) < schedules.length; step += 1) {
    if (step === 40) throw new Error('the server does not know the schedules');
    await leap(15_000);
  }

  return {
    ...scene,
    leap,
    async sweep() {
      await leap(untilHour(0));
      // Schedules are checked every fifteen seconds, and start at most an hour late.
      await leap(16_000);
      await leap(hour);
      for (let step = 0; step < 8; step += 1) await leap(15_000);
      // A run may report for two minutes after its end.
      for (let step = 0; step < 2; step += 1) await leap(3 * minute);
      await leap(untilHour(12));
    },
    async inventory(...instances) {
      const items = instances.map(({ component, stack = 'dev', pro = driftSettings }) => ({
        component,
        component_type: 'terraform',
        stack,
        settings: { pro },
      }));
      const body = instancesBody(items, {
        repo_url: `https://github.com/${repositoryName}.git`,
        complete: true,
      });
      const answer = await send({}, { method: 'POST', path: '/instances', body });
      if (answer.status !== 200) throw new Error(answer.text);
      await scene.quiet();
    },
    detections: () =>
      [...simulator.world.runs.values()].flat().flatMap((seen) => {
        const given = seen.flow?.inputs;
        if (seen.event !== 'workflow_dispatch' || given === undefined) return [];
        const { id, workflowFile, createdAt } = seen;
        const [stack, component, sha] = ['stack', 'component', 'sha'].map((name) => String(given[name]));
        return [
          {
            ...{ id, createdAt, file: workflowFile.split('/').at(-1) ?? '' },
            ...{ stack: stack ?? '', component: component ?? '', sha: sha ?? '' },
          },
        ];
      }),
    async report({ id, stack, component, file }, exitCode, plan) {
      const name = component.split('/').at(-1) ?? '';
      const command = file === applyFile ? 'apply' : 'plan';
      const query = new URLSearchParams({ stack, component: name });
      const body = {
        ...{ command, exit_code: exitCode, last_run: new Date(clock.now()).toISOString() },
        ...(plan === undefined ? {} : { plan }),
      };
      const path = `/repos/${repositoryName}/instances?${query}`;
      const claims = { run_id: String(id), event_name: 'workflow_dispatch' };
      const answer = await send(claims, { method: 'PATCH', path, body });
      await scene.quiet();
      return answer;
    },
    async instance(component) {
      const answer = await send({}, { method: 'GET', path: '/instances' });
      const { instances = [] } = (answer.body.data ?? {}) as { instances?: Record<string, unknown>[] };
      const found = instances.find((one) => one['component'] === component);
      if (found === undefined) throw new Error(`no instance ${component}: ${answer.text}`);
      return found;
    },
    takeLock: (path) =>
      send({}, { method: 'POST', path: '/locks', body: { key: `${repositoryName}/${path}`, ttl: 86_400 } }),
    admin: (method, path, body) => request(scene.server(), adminToken, { method, path, body }),
  };
}
