/** A world with runs, jobs and attempts that meet at one repository's locks, and a server on top of it. */
import type { LockData, UnlockRequest } from '../../../src/api/routes/locks.ts';
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

const seed: WorldSeed = {
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
      id: 501,
      workflow: '.github/workflows/deploy.yml',
      actor: 'octocat',
      jobs: [{ name: 'deploy' }, { name: 'sibling' }],
    },
    {
      repository: 'acme/infra',
      id: 501,
      attempt: 2,
      workflow: '.github/workflows/deploy.yml',
      jobs: [{ name: 'again' }],
    },
    {
      repository: 'acme/infra',
      id: 502,
      workflow: '.github/workflows/deploy.yml',
      jobs: [{ name: 'rival' }],
    },
    { repository: 'acme/infra', id: 503, workflow: '.github/workflows/weak.yml', jobs: [{ name: 'weak' }] },
    {
      repository: 'acme/other',
      id: 504,
      workflow: '.github/workflows/deploy.yml',
      jobs: [{ name: 'foreign' }],
    },
  ],
};

const rows = [
  { permission: 'ws:locks:create' as const, workflow: 'deploy.yml' },
  { permission: 'ws:locks:delete' as const, workflow: 'deploy.yml' },
];

export interface LockScene extends AsyncDisposable {
  readonly simulator: TestSimulator;
  readonly server: TestServer;
  /** As configured, for a second server. */
  readonly workspaces: ServerConfigDocument['workspaces'];
  /** One session per job, kept. */
  session(job: string): Promise<string>;
  call(job: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<ApiAnswer>;
  take(job: string, path: string, more?: object): Promise<ApiAnswer>;
  release(job: string, path: string | undefined, more?: UnlockRequest): Promise<ApiAnswer>;
  /** The run is over in all of its attempts. */
  finishRun(id: number): void;
  audited(traceId?: string): Promise<string[]>;
}

export const lockKey = (path: string) => `acme/infra/${path}`;

export function lockOf(answer: ApiAnswer): LockData {
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.text}`);
  return answer.body.data as unknown as LockData;
}

export async function startLockScene(
  options: Partial<TestServerOptions> & {
    readonly locks?: Workspace['locks'];
    readonly permissions?: NonNullable<Workspace['repositories'][number]['permissions']>;
    readonly world?: Partial<WorldSeed>;
    readonly metrics?: ServerConfigDocument['metrics'];
    readonly adminTokens?: ServerConfigDocument['admin_tokens'];
    /** Besides `ws_1`. */
    readonly workspaces?: readonly Workspace[];
  } = {},
): Promise<LockScene> {
  const { locks, permissions = [], world, metrics, ...rest } = options;
  const { adminTokens = [], workspaces = [], ...serverOptions } = rest;
  const simulator = await startSimulator({ seed: { ...seed, ...world }, verifyResponses: false });
  const configured: ServerConfigDocument['workspaces'] = [
    {
      id: 'ws_1',
      ...(locks === undefined ? {} : { locks }),
      repositories: [
        { name: 'acme/infra', id: 1001, permissions: [...rows, ...permissions] },
        { name: 'acme/other', id: 1002, permissions: rows },
      ],
    },
    ...workspaces,
  ];
  const server = await startTestServer({
    simulator,
    config: {
      admin_tokens: adminTokens,
      workspaces: configured,
      ...(metrics === undefined ? {} : { metrics }),
    },
    ...serverOptions,
  });
  const sessions = new Map<string, Promise<string>>();

  async function login(job: string): Promise<string> {
    const answer = await exchange(server, await idTokenOf(simulator, job), 'ws_1');
    if (answer.status !== 200) throw new Error(`the exchange answered ${answer.status}: ${answer.text}`);
    return String(answer.body.data?.['token']);
  }
  function session(job: string): Promise<string> {
    const known = sessions.get(job) ?? login(job);
    sessions.set(job, known);
    return known;
  }
  async function call(job: string, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await session(job)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as ApiAnswer['body'],
    };
  }

  return {
    simulator,
    server,
    workspaces: configured,
    session,
    call,
    take: (job, path, more = {}) =>
      call(job, 'POST', '/locks', { key: lockKey(path), ttl: 60, lockMessage: 'Locked by Atmos', ...more }),
    release: (job, path, more = {}) =>
      call(job, 'DELETE', '/locks', { ...(path === undefined ? {} : { key: lockKey(path) }), ...more }),
    finishRun(id) {
      for (const { run } of simulator.world.jobs.values()) if (run.id === id) run.conclusion = 'cancelled';
    },
    audited: async (traceId) =>
      (await server.store.audit.list(traceId === undefined ? {} : { traceId }))
        .map(({ event }) => event)
        .filter((event) => event.startsWith('lock.')),
    async [Symbol.asyncDispose]() {
      await server.stop();
      await simulator.stop();
    },
  };
}
