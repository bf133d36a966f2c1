/** A server with its dashboard and people of a simulated GitHub, and a browser without scripts that keeps cookies. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { ServerConfigDocument } from '../../src/schema/generated/server-config.cjs';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import {
  type ApiAnswer,
  callApi,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from './server.ts';
import { startSimulator, type TestSimulator } from './simulator.ts';

const clientSecret = '0123456789abcdef0123456789abcdef01234567';

const job = { permissions: { 'id-token': 'write' } } as const;

/** A source that gives jobs of `acme/infra` access. */
const modulesFiles = {
  '.atmos/pro/sts/default.yaml': `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        repository: acme/infra
        ref: refs/heads/main
    - match:
        repository: acme/release
        environment: production
      permissions:
        contents: write
`,
  '.atmos/pro/sts/broken.yaml': 'kind: TrustPolicy\nspec: {}\n',
} as const;

export const pageSeed: WorldSeed = {
  accounts: [
    { login: 'acme', id: 71 },
    { login: 'globex', id: 72 },
    { login: 'olga', id: 501, type: 'User' },
    { login: 'adam', id: 502, type: 'User' },
    { login: 'mona', id: 503, type: 'User' },
    { login: 'stranger', id: 509, type: 'User' },
  ],
  teams: [
    { organization: 'acme', slug: 'platform', members: ['adam'] },
    { organization: 'acme', slug: 'readers', members: ['mona', 'adam'] },
  ],
  repositories: [
    { name: 'acme/infra', id: 1001, files: { 'README.md': 'infra' } },
    { name: 'acme/modules', id: 1002, files: modulesFiles },
    { name: 'globex/site', id: 2001 },
  ],
  apps: [
    {
      slug: 'atmos-pro',
      client_secret: clientSecret,
      permissions: {
        ...{ contents: 'read', metadata: 'read', members: 'read', actions: 'write' },
        ...{ checks: 'write', pull_requests: 'write', deployments: 'read' },
      },
    },
  ],
  installations: [{ app: 'atmos-pro', account: 'acme', repositories: 'all' }],
  runs: [
    {
      repository: 'acme/infra',
      workflow: 'apply.yml',
      jobs: [
        { name: 'apply', ...job },
        { name: 'other', ...job },
      ],
    },
  ],
};

export const pageWorkspaces: ServerConfigDocument['workspaces'] = [
  {
    id: 'ws_acme',
    name: 'Acme',
    features: { sts: true },
    people: [
      { login: 'olga', role: 'owner' },
      { team: 'acme/platform', role: 'admin' },
      { team: 'acme/readers', role: 'member' },
    ],
    repositories: [
      {
        name: 'acme/infra',
        id: 1001,
        permissions: [
          { permission: 'ws:locks:create' },
          { permission: 'ws:locks:delete' },
          { permission: 'ws:sts:create' },
        ],
        deployments: {},
        drift: {
          badges: true,
          schedules: [{ name: 'yearly', cron: '0 6 1 1 *' }],
          ignore: [
            {
              type: 'aws_autoscaling_group',
              attributes: ['desired_capacity'],
              until: '9999-12-31',
              reason: 'scaling',
            },
          ],
        },
      },
      { name: 'acme/modules', id: 1002 },
    ],
  },
  {
    id: 'ws_globex',
    people: [{ login: 'olga', role: 'member' }],
    repositories: [{ name: 'globex/site', id: 2001 }],
  },
];

export interface PageScene extends AsyncDisposable {
  readonly simulator: TestSimulator;
  readonly server: TestServer;
  /** A browser without a session. */
  open(): PageBrowser;
  signIn(login: string): Promise<PageBrowser>;
  /** Takes locks as the job does; returns their ids. */
  takeLocks(paths: readonly string[], jobName?: string): Promise<readonly string[]>;
  /** A token for `acme/modules`, as the job asks for one. */
  mint(): Promise<MintedForJob>;
}

interface MintedForJob {
  readonly answer: ApiAnswer;
  /** A secret; empty where there is none. */
  readonly token: string;
  readonly sha256: string;
}

export type PageSceneOptions = Partial<Omit<TestServerOptions, 'simulator' | 'config'>> & {
  readonly config?: Partial<ServerConfigDocument>;
  readonly seed?: WorldSeed;
  /** Whether a browser finds it under its public URL. */
  readonly isReachable?: boolean;
};

/** A port that is free now. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function startPageScene(options: PageSceneOptions = {}): Promise<PageScene> {
  const { seed = pageSeed, config, environment, isReachable = false, ...rest } = options;
  const port = isReachable ? await findFreePort() : 0;
  const address = isReachable ? { public_url: `http://127.0.0.1:${port}`, listen: { port } } : {};
  const simulator = await startSimulator({ seed });
  const [app] = simulator.world.apps.values();
  const server = await startTestServer({
    ...rest,
    simulator,
    config: {
      workspaces: pageWorkspaces,
      dashboard: { client_id: app?.clientId ?? '' },
      ...address,
      ...config,
    },
    environment: { ATMOS_PRO_GITHUB_CLIENT_SECRET: clientSecret, ...environment },
  });
  const open = () => createPageBrowser(server);
  const logIn = async (jobName: string) => {
    const exchanged = await exchange(server, await idTokenOf(simulator, jobName), 'ws_acme');
    return { authorization: `Bearer ${String(exchanged.body.data?.['token'])}` };
  };
  return {
    simulator,
    server,
    open,
    async signIn(login) {
      const browser = open();
      await signInAs(browser, login);
      return browser;
    },
    async mint() {
      const answer = await callApi(
        server,
        '/api/v1/sts',
        { sources: ['acme/modules'] },
        await logIn('apply'),
      );
      const [token = ''] = answer.text.match(/ghs_[\w.-]+/) ?? [];
      return { answer, token, sha256: createHash('sha256').update(token).digest('hex') };
    },
    async takeLocks(paths, jobName = 'apply') {
      const headers = await logIn(jobName);
      const taken = await callApi(
        server,
        '/api/v1/locks:acquire-many',
        { keys: paths.map((path) => `acme/infra/${path}`), ttl: 3_600, lockMessage: 'apply' },
        headers,
      );
      if (taken.status !== 200) throw new Error(`no locks: ${taken.text}`);
      return ((taken.body.data?.['locks'] as readonly { readonly id: string }[] | undefined) ?? []).map(
        ({ id }) => id,
      );
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await simulator.stop();
    },
  };
}

export interface PageBrowser {
  /** By name. */
  readonly cookies: Map<string, string>;
  readonly server: TestServer;
  /** Follows no redirect. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a form of a page of this server, unless `headers` say otherwise. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
}

function createPageBrowser(server: TestServer): PageBrowser {
  const cookies = new Map<string, string>();
  async function send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(server.url + path, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }
  return {
    cookies,
    server,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, headers = { 'sec-fetch-site': 'same-origin' }) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
  };
}

/** Begins the sign-in and clicks on the person at GitHub; returns the path that GitHub sends the browser to. */
export async function goToGitHub(browser: PageBrowser, login: string, to = '/w'): Promise<string> {
  const begun = await browser.get(`/sign-in?to=${encodeURIComponent(to)}`);
  const page = new URL(begun.headers.get('location') ?? '');
  const form = new URLSearchParams([...page.searchParams, ['as', login]]);
  const clicked = await fetch(`${page.origin}${page.pathname}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const { pathname, search } = new URL(clicked.headers.get('location') ?? '');
  return pathname + search;
}

export async function signInAs(browser: PageBrowser, login: string, to = '/w'): Promise<Response> {
  return browser.get(await goToGitHub(browser, login, to));
}
