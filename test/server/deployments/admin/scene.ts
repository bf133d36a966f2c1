/** A server with deployments, two admins of which one has another workspace, and requests in their name. */
import type { BatchData, BatchDetails, DeploymentData } from '../../../../src/api/routes/batches.ts';
import { createAdminToken, hashAdminToken } from '../../../../src/server/access/admin-token.ts';
import { until } from '../../../support/until.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene } from '../deployment-scene.ts';

export const alice = createAdminToken();
export const narrow = createAdminToken();
const hashOf = (token: string) => hashAdminToken(token).toString('hex');

interface AdminAnswer {
  readonly status: number;
  readonly errorTag: string | undefined;
  readonly errorMessage: string | undefined;
  readonly data: unknown;
}

export interface AdminScene extends DeploymentScene {
  ask(path: string, body?: object, token?: string): Promise<AdminAnswer>;
  list(query?: string): Promise<{ readonly batches: readonly BatchData[]; readonly next?: string }>;
  show(id: number, query?: string): Promise<BatchDetails>;
  /** A pull request is opened, and its stacks are uploaded; returns the batch. */
  open(
    stacks: readonly unknown[],
    view?: { readonly head?: string; readonly number?: number; readonly isFork?: boolean },
  ): Promise<number>;
  untilState(id: number, state: string): Promise<void>;
  /** The runs of the batch end as `end` says for their component. */
  endRuns(id: number, end: (component: string) => string): Promise<void>;
  audit(event: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export async function startAdminScene(
  options: Pick<NonNullable<Parameters<typeof startDeploymentScene>[0]>, 'store' | 'deployments'> = {},
): Promise<AdminScene> {
  const scene = await startDeploymentScene({
    ...options,
    adminTokens: [
      { name: 'alice', sha256: hashOf(alice) },
      { name: 'narrow', sha256: hashOf(narrow), workspaces: ['ws_2'] },
    ],
    workspaces: [{ id: 'ws_2', repositories: [{ name: 'acme/infra', id: 1001 }] }],
  });
  const { db } = scene.server.database;

  let opened = 0;

  async function ask(path: string, body?: object, token = alice): Promise<AdminAnswer> {
    const response = await fetch(`${scene.server.url}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { errorTag, errorMessage, data } = (await response.json()) as Record<string, unknown>;
    return {
      status: response.status,
      errorTag: errorTag as string | undefined,
      errorMessage: errorMessage as string | undefined,
      data,
    };
  }

  async function show(id: number, query = '') {
    return (await ask(`/batches/${id}?workspace=ws_1${query}`)).data as BatchDetails;
  }

  async function untilState(id: number, state: string) {
    await until(async () => (await show(id)).state === state);
  }

  async function newestOf(number: number): Promise<number> {
    const row = await db
      .selectFrom('batches')
      .select('id')
      .where('subject', '=', `pr/${number}`)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  return {
    ...scene,
    ask,
    show,
    untilState,
    list: async (query = '') =>
      (await ask(`/batches?workspace=ws_1${query}`)).data as Awaited<ReturnType<AdminScene['list']>>,
    async open(stacks, { head = sha('a'), number = 12, isFork = false } = {}) {
      opened += 1;
      await scene.deliver('pull_request', pullPayload('opened', { head, number, at: opened, isFork }));
      await scene.upload(head, stacks, { ref: `refs/pull/${number}/merge` });
      return newestOf(number);
    },
    async endRuns(id, end) {
      const nodesOf = async () => (await show(id)).deployments;
      const isSent = ({ dispatches }: DeploymentData) => dispatches[0]?.runUrl !== undefined;
      await until(async () => {
        const nodes = await nodesOf();
        return nodes.length > 0 && nodes.every(isSent);
      });
      for (const { component, dispatches } of await nodesOf()) {
        await scene.deliver('workflow_run', {
          action: 'completed',
          installation: { id: 5 },
          repository: { id: 1001, full_name: 'acme/infra' },
          sender: { login: 'octocat', id: 7 },
          workflow_run: {
            id: Number(dispatches[0]?.runId),
            run_attempt: 1,
            name: 'plan',
            display_title: `plan ${dispatches[0]?.id}`,
            path: `.github/workflows/${dispatches[0]?.workflow}`,
            event: 'workflow_dispatch',
            head_sha: sha('0'),
            head_branch: 'main',
            status: 'completed',
            conclusion: end(component),
            html_url: dispatches[0]?.runUrl,
            created_at: '2026-03-01T10:00:00Z',
            updated_at: '2099-03-01T10:01:00Z',
            actor: { login: 'atmos-pro[bot]', id: 9 },
          },
        });
      }
    },
    async audit(event) {
      const rows = await db
        .selectFrom('audit_entries')
        .selectAll()
        .where('event', '=', event)
        .orderBy('id')
        .execute();
      return rows.map(({ details, ...row }) => ({ ...row, details: JSON.parse(String(details)) }));
    },
  };
}
