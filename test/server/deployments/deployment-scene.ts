/** A server that deploys one repository, signed deliveries of its events, and uploads of its jobs. */
import { sign } from '@octokit/webhooks-methods';
import type { Clock } from '../../../src/base/ports.ts';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { exchange, idTokenOf, startTestServer, type TestServer } from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import type { StoreEngine } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { affectedBody, instancesBody, request } from '../stacks/uploads-scene.ts';
import { deploymentSeed } from './deployment-seed.ts';

type Deployments = NonNullable<
  ServerConfigDocument['workspaces'][number]['repositories'][number]['deployments']
>;

const secret = 'a'.repeat(32);

export interface PullView {
  readonly number?: number;
  readonly head: string;
  /** Seconds after the hour. */
  readonly at: number;
  readonly state?: 'open' | 'closed';
  readonly mergedAt?: number;
  readonly mergeSha?: string;
  /** `true`: of `mallory`. */
  readonly isFork?: boolean | 'eve';
}

const hour = Date.parse('2026-03-01T10:00:00Z');
const stamp = (seconds: number) => new Date(hour + seconds * 1_000).toISOString().replace('.000Z', 'Z');
export const sha = (digit: string) => digit.repeat(40);

export function pullPayload(action: string, view: PullView): Readonly<Record<string, unknown>> {
  const { number = 12, head, at, state = 'open', mergedAt, mergeSha, isFork = false } = view;
  const merged = mergedAt !== undefined;
  return {
    action,
    number,
    installation: { id: 5 },
    repository: { id: 1001, full_name: 'acme/infra', default_branch: 'main' },
    sender: { login: 'octocat', id: 7 },
    pull_request: {
      number,
      state,
      merged,
      merged_at: merged ? stamp(mergedAt) : null,
      merge_commit_sha: mergeSha ?? null,
      merged_by: merged ? { login: 'octocat' } : null,
      updated_at: stamp(at),
      user: { login: 'octocat' },
      head: {
        sha: head,
        ref: 'feature',
        repo: { id: isFork === false ? 1001 : isFork === 'eve' ? 9_998 : 9_999 },
      },
      base: { sha: sha('0'), ref: 'main', repo: { id: 1001 } },
    },
  };
}

/** `settings.pro` that starts `file` for the activities. */
export function wired(file: string, ...activities: readonly string[]): object {
  const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
  const entry = { workflows: { [file]: { inputs } } };
  return {
    pro: { enabled: true, pull_request: Object.fromEntries(activities.map((name) => [name, entry])) },
  };
}

type UploadClaims = Readonly<Record<string, string>>;

export interface DeploymentScene extends AsyncDisposable {
  readonly server: TestServer;
  readonly simulator: TestSimulator;
  /** Delivers, and waits until the delivery was applied; returns its row. */
  deliver(
    event: string,
    payload: object,
  ): Promise<{ readonly state: string; readonly problem: string | null }>;
  /** Uploads affected stacks of a pull request, as a run of its event before a merge does; `claims` say otherwise. */
  upload(head: string, stacks: readonly unknown[], claims?: UploadClaims): Promise<void>;
  /** The first of `total` parts of such an upload; the others never come. */
  uploadPart(head: string, stacks: readonly unknown[], total: number): Promise<void>;
  /** A run reports how the plan of a component ended. */
  report(runId: string, component: string, exitCode: number): Promise<void>;
  batches(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  nodes(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export async function startDeploymentScene(
  options: {
    readonly store?: StoreEngine;
    readonly deployments?: Deployments;
    readonly clock?: Clock;
    readonly adminTokens?: ServerConfigDocument['admin_tokens'];
    /** Besides `ws_1`. */
    readonly workspaces?: ServerConfigDocument['workspaces'];
  } = {},
): Promise<DeploymentScene> {
  const simulator = await startSimulator({ seed: deploymentSeed, verifyResponses: false });
  const server = await startTestServer({
    simulator,
    store: options.store ?? 'sqlite',
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    config: {
      admin_tokens: options.adminTokens ?? [],
      workspaces: [
        {
          id: 'ws_1',
          repositories: [
            {
              name: 'acme/infra',
              id: 1001,
              permissions: [
                { permission: 'ws:affected-stacks:create' },
                { permission: 'ws:instances:create' },
                { permission: 'ws:instances:update' },
                { permission: 'ws:locks:create' },
                { permission: 'ws:locks:delete' },
              ],
              deployments: options.deployments ?? {},
            },
            { name: 'acme/other', id: 1002 },
          ],
        },
        ...(options.workspaces ?? []),
      ],
    },
    environment: { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: secret },
  });
  const { db } = server.database;
  const appId = String([...simulator.world.apps.values()][0]?.id);
  let count = 0;

  async function deliver(event: string, payload: object) {
    count += 1;
    const guid = `5f6f1b90-0000-11f0-8000-${String(count).padStart(12, '0')}`;
    const body = JSON.stringify(payload);
    const headers = {
      'content-type': 'application/json',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-github-hook-installation-target-type': 'integration',
      'x-github-hook-installation-target-id': appId,
      'x-hub-signature-256': await sign(secret, body),
    };
    const answer = await fetch(`${server.url}/webhooks/github`, { method: 'POST', headers, body });
    if (answer.status !== 202) throw new Error(`the delivery was answered with ${answer.status}`);
    const row = () =>
      db
        .selectFrom('deliveries')
        .select(['state', 'problem'])
        .where('guid', '=', guid)
        .executeTakeFirstOrThrow();
    await until(async () => (await row()).state !== 'new');
    return row();
  }

  async function send(body: object, claims: UploadClaims) {
    const token = await idTokenOf(simulator, 'upload', {
      claims: {
        event_name: 'pull_request',
        ref: 'refs/pull/12/merge',
        head_ref: 'feature',
        base_ref: 'main',
        ...claims,
      },
    });
    const session = await exchange(server, token, 'ws_1');
    const answer = await request(server, String(session.body.data?.['token']), {
      method: 'POST',
      path: '/affected-stacks',
      body,
    });
    if (answer.status !== 200)
      throw new Error(`the upload was answered with ${answer.status}: ${answer.text}`);
  }

  const upload: DeploymentScene['upload'] = (head, stacks, claims = {}) =>
    send(affectedBody(stacks, { head_sha: head }), claims);
  const uploadPart: DeploymentScene['uploadPart'] = (head, stacks, total) =>
    send(affectedBody(stacks, { head_sha: head, batch_id: 'part', batch_index: 0, batch_total: total }), {});

  async function report(runId: string, component: string, exitCode: number) {
    const token = await idTokenOf(simulator, 'upload', {
      claims: { run_id: runId, event_name: 'workflow_dispatch' },
    });
    const session = await exchange(server, token, 'ws_1');
    const call = (sent: Parameters<typeof request>[2]) =>
      request(server, String(session.body.data?.['token']), sent);
    await call({
      method: 'POST',
      path: '/instances',
      body: instancesBody([{ component, component_type: 'terraform', stack: 'dev' }]),
    });
    const answer = await call({
      method: 'PATCH',
      path: `/repos/acme/infra/instances?stack=dev&component=${component}`,
      body: { command: 'plan', exit_code: exitCode },
    });
    if (answer.status !== 200)
      throw new Error(`the report was answered with ${answer.status}: ${answer.text}`);
  }

  return {
    server,
    simulator,
    report,
    deliver,
    upload,
    uploadPart,
    batches: () =>
      db
        .selectFrom('batches')
        .select(['activity', 'head_sha', 'generation', 'state', 'reason', 'conclusion', 'held_by', 'sha'])
        .orderBy('activity')
        .orderBy('head_sha')
        .orderBy('generation')
        .execute(),
    nodes: () =>
      db
        .selectFrom('batch_nodes')
        .select(['stack', 'component', 'kind', 'state', 'reason', 'result', 'open_parents', 'attempt'])
        .orderBy('batch_id')
        .orderBy('number')
        .execute(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await simulator.stop();
    },
  };
}
