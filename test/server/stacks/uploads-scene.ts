/** A world whose runs upload: pull requests open and merged, re-runs, a stranger; and a server on top of it. */
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import {
  type ApiAnswer,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';

type Workspace = ServerConfigDocument['workspaces'][number];

const workflow = '.github/workflows/plan.yml';
const uploadSeed: WorldSeed = {
  accounts: [
    { login: 'acme', id: 71 },
    { login: 'octocat', id: 7, type: 'User' },
  ],
  repositories: [
    { name: 'acme/infra', id: 1001 },
    { name: 'acme/other', id: 1002 },
  ],
  apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read', actions: 'read' } }],
  installations: [{ app: 'atmos-pro', account: 'acme' }],
  runs: [
    {
      repository: 'acme/infra',
      id: 601,
      workflow,
      actor: 'octocat',
      jobs: [{ name: 'plan' }, { name: 'plan-2' }],
    },
    { repository: 'acme/infra', id: 601, attempt: 2, workflow, jobs: [{ name: 'plan-again' }] },
    { repository: 'acme/infra', id: 602, workflow, jobs: [{ name: 'later' }] },
    { repository: 'acme/infra', id: 603, workflow: '.github/workflows/weak.yml', jobs: [{ name: 'weak' }] },
    { repository: 'acme/other', id: 604, workflow, jobs: [{ name: 'foreign' }] },
  ],
};

const rows = (['affected-stacks:create', 'instances:create', 'instances:update'] as const).map((name) => ({
  permission: `ws:${name}` as const,
  workflow: 'plan.yml',
}));

export interface UploadScene extends AsyncDisposable {
  readonly simulator: TestSimulator;
  readonly server: TestServer;
  /** The kept session of a job; `claims` makes another run of it. */
  session(job: string, claims?: Readonly<Record<string, string>>): Promise<string>;
  /** Forgets the session, as a client does after a 401. */
  refresh(job: string): void;
  call(job: string, method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  audited(event: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const repositoryBody = {
  repo_url: 'https://x-access-token:ghs_secret@github.com/acme/infra.git',
  repo_name: 'infra',
  repo_owner: 'acme',
  repo_host: 'github.com',
};

export async function startUploadScene(
  options: Partial<TestServerOptions> & {
    readonly inventory?: Workspace['inventory'];
    readonly adminTokens?: ServerConfigDocument['admin_tokens'];
    readonly drift?: NonNullable<Workspace['repositories'][number]['drift']>;
    readonly permissions?: NonNullable<Workspace['repositories'][number]['permissions']>;
  } = {},
): Promise<UploadScene> {
  const { inventory, adminTokens = [], drift = {}, permissions = [], ...serverOptions } = options;
  const simulator = await startSimulator({ seed: uploadSeed, verifyResponses: false });
  const server = await startTestServer({
    simulator,
    config: {
      admin_tokens: adminTokens,
      workspaces: [
        {
          id: 'ws_1',
          ...(inventory === undefined ? {} : { inventory }),
          repositories: [
            { name: 'acme/infra', id: 1001, permissions: [...rows, ...permissions], drift },
            { name: 'acme/other', id: 1002, permissions: rows },
          ],
        },
      ],
    },
    ...serverOptions,
  });
  const sessions = new Map<string, Promise<string>>();

  async function login(job: string, claims: Readonly<Record<string, string>>): Promise<string> {
    const answer = await exchange(server, await idTokenOf(simulator, job, { claims }), 'ws_1');
    if (answer.status !== 200) throw new Error(`the exchange answered ${answer.status}: ${answer.text}`);
    return String(answer.body.data?.['token']);
  }
  function session(job: string, claims: Readonly<Record<string, string>> = {}): Promise<string> {
    const key = `${job} ${JSON.stringify(claims)}`;
    const known = sessions.get(key) ?? login(job, claims);
    sessions.set(key, known);
    return known;
  }

  return {
    simulator,
    server,
    session,
    refresh(job) {
      for (const key of sessions.keys()) if (key.startsWith(`${job} `)) sessions.delete(key);
    },
    call: async (job, method, path, body) => request(server, await session(job), { method, path, body }),
    audited: async (event) =>
      (await server.store.audit.list({ event })).map(({ outcome, details, repository, runId }) => ({
        outcome,
        repository,
        runId,
        ...details,
      })),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await simulator.stop();
    },
  };
}

export async function request(
  server: { readonly url: string },
  token: string,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<ApiAnswer> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: JSON.parse(text) as ApiAnswer['body'],
  };
}

export const sha = (digit: string) => digit.repeat(40);
export const affectedBody = (stacks: readonly unknown[], more: object = {}) => ({
  head_sha: sha('a'),
  base_sha: sha('b'),
  ...repositoryBody,
  stacks,
  ...more,
});
export const instancesBody = (instances: readonly unknown[], more: object = {}) => ({
  ...repositoryBody,
  instances,
  ...more,
});
export const item = (component: string, more: object = {}) => ({
  component,
  component_type: '',
  component_path: '',
  stack: 'dev',
  stack_slug: '',
  affected: '',
  affected_all: null,
  dependents: [],
  included_in_dependents: false,
  settings: null,
  ...more,
});
