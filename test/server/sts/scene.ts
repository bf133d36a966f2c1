/** A world with several owners and a server on top of it, for the tests of `POST /sts`. */
import type { StsData, StsRequest } from '../../../src/api/routes/sts.ts';
import type { Clock } from '../../../src/base/ports.ts';
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import type { FilesSeed, RepositorySeed, WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import {
  type ApiAnswer,
  callApi,
  exchange,
  idTokenOf,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';

type Workspace = ServerConfigDocument['workspaces'][number];

export const policyFile = '.atmos/pro/sts/default.yaml';

/** A policy of one rule; `match` is YAML in flow style. */
export function policy(match = '{repository: "acme/*"}', permissions?: string): string {
  return `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata: {name: default}
spec:
  rules:
    - match: ${match}
${permissions === undefined ? '' : `      permissions: ${permissions}\n`}`;
}

export function source(name: string, file: FilesSeed[string] = policy(), more: Partial<RepositorySeed> = {}) {
  return { name, files: { 'main.tf': '# module\n', [policyFile]: file }, ...more } satisfies RepositorySeed;
}

const held = { contents: 'write', metadata: 'read', issues: 'write' } as const;

export interface SceneOptions {
  readonly repositories: readonly RepositorySeed[];
  /** Besides those of `acme` and `platform`, which have everything. */
  readonly world?: Partial<WorldSeed>;
  /** Permissions of the App besides those to write contents and issues. */
  readonly app?: Readonly<Record<string, 'read' | 'write'>> | undefined;
  readonly workspace?: Partial<Workspace>;
  readonly rateLimits?: ServerConfigDocument['rate_limits'];
  /** Names that the workspace imports, unless all of the world. */
  readonly imported?: readonly string[];
  readonly server?: Partial<TestServerOptions> | undefined;
  /** Of GitHub and the server. */
  readonly clock?: Clock | undefined;
}

export interface StsScene extends AsyncDisposable {
  readonly simulator: TestSimulator;
  readonly server: TestServer;
  /** A second server on the same world. */
  startServer(options?: Partial<TestServerOptions>): Promise<TestServer>;
  /** Session of a job: `plan` runs in acme/infra, `other` in platform/consumer. */
  login(job?: string, server?: TestServer): Promise<string>;
  ask(session: string, request?: StsRequest, server?: TestServer): Promise<ApiAnswer>;
  /** Logs in and asks; the data of a 200. */
  mint(request?: StsRequest, job?: string, server?: TestServer): Promise<StsData>;
  /** Requests that GitHub got since the last look, by route, as `route status`. */
  calls(): string[];
}

export function dataOf(answer: ApiAnswer): StsData {
  if (answer.status !== 200) throw new Error(`POST /sts answered ${answer.status}: ${answer.text}`);
  return answer.body.data as unknown as StsData;
}

export async function startStsScene(options: SceneOptions): Promise<StsScene> {
  const repositories = [{ name: 'acme/infra' }, { name: 'platform/consumer' }, ...options.repositories];
  const { world } = options;
  const logins = new Set(repositories.map(({ name }) => name.slice(0, name.indexOf('/'))));
  const { clock } = options;
  const simulator = await startSimulator({
    ...(clock && { clock }),
    seed: {
      ...world,
      accounts: world?.accounts ?? [...logins].map((login) => ({ login })),
      repositories,
      apps: [{ slug: 'atmos-pro', permissions: { ...held, ...options.app } }],
      installations: [
        { app: 'atmos-pro', account: 'acme' },
        { app: 'atmos-pro', account: 'platform' },
        ...(world?.installations ?? []),
      ],
      runs: [
        { repository: 'acme/infra', jobs: [{ name: 'plan', permissions: { 'id-token': 'write' } }] },
        { repository: 'platform/consumer', jobs: [{ name: 'other', permissions: { 'id-token': 'write' } }] },
        ...(world?.runs ?? []),
      ],
    },
  });
  const imported = options.imported ?? repositories.map(({ name }) => name);
  const rows = imported.map((name) => ({ name, permissions: [{ permission: 'ws:sts:create' }] }));
  const workspace = { id: 'ws_1', features: { sts: true }, repositories: rows, ...options.workspace };
  const { rateLimits } = options;
  const config = {
    workspaces: [workspace],
    ...(rateLimits === undefined ? {} : { rate_limits: rateLimits }),
  } as unknown as TestServerOptions['config'];
  const startServer = (more: Partial<TestServerOptions> = {}) =>
    startTestServer({ simulator, config, clock: clock ?? hastyClock, ...options.server, ...more });
  const server = await startServer();
  const started = [server];
  let seen = 0;

  async function login(job = 'plan', at = server): Promise<string> {
    const answer = await exchange(at, await idTokenOf(simulator, job), workspace.id);
    if (answer.status !== 200) throw new Error(`the exchange answered ${answer.status}: ${answer.text}`);
    return String(answer.body.data?.['token']);
  }
  function ask(session: string, request: StsRequest = {}, at = server): Promise<ApiAnswer> {
    return callApi(at, '/api/v1/sts', request, { authorization: `Bearer ${session}` });
  }

  return {
    simulator,
    server,
    async startServer(more) {
      const another = await startServer(more);
      started.push(another);
      return another;
    },
    login,
    ask,
    mint: async (request, job, at) => dataOf(await ask(await login(job, at), request, at)),
    calls() {
      const entries = simulator.journal.entries().filter(({ number }) => number > seen);
      seen = entries.at(-1)?.number ?? seen;
      return entries
        .filter(({ route }) => !route.startsWith('oidc/') && !route.startsWith('git/'))
        .map(({ route, status }) => `${route} ${status ?? 'cut'}`);
    },
    async [Symbol.asyncDispose]() {
      for (const each of started) await each.stop();
      await simulator.stop();
    },
  };
}
