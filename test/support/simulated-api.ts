/**
 * A simulated GitHub without a transport: requests go straight to the handlers, time stands still until a test moves it,
 * and every answer is held against GitHub's description.
 *
 *     await using gitHub = await createSimulatedApi({ repositories: [{ name: 'acme/infra' }], apps: […], … });
 *     const token = await gitHub.mint({ permissions: { contents: 'read' } });
 *     const answer = await gitHub.call('GET', '/repos/acme/infra', { token });
 */
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { SimulatorResponse, Surface } from '../../src/simulator/api/handler.ts';
import { routes } from '../../src/simulator/routes.ts';
import { createWorld } from '../../src/simulator/seed/create-world.ts';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import { findRoute } from '../../src/simulator/transports/router.ts';
import { whenRunsStarted } from '../../src/simulator/workflows/trigger-runs.ts';
import type { App, World } from '../../src/simulator/world/world.ts';
import { findDeviations } from './github-openapi.ts';

interface Call {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is a string. */
  readonly body?: unknown;
  readonly surface?: Surface;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as a client would read it; tests know what they asked for. */
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into JSON of any shape.
  readonly body: any;
}

export interface SimulatedApi extends AsyncDisposable {
  stop(): Promise<void>;
  readonly world: World;
  /** Moves the world's clock, in milliseconds. */
  advance(milliseconds: number): void;
  /** Path below the surface, with its query. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  graphql(query: string, call: { readonly token?: string; readonly variables?: unknown }): Promise<Answer>;
  /** A JWT of the first App; `claims` replace the good ones, `undefined` leaves one out. */
  appJwt(claims?: Readonly<Record<string, unknown>>, app?: App): Promise<string>;
  /** An installation token; of the first installation unless told otherwise. */
  mint(scope?: unknown, installationId?: number): Promise<string>;
}

/** Where the clock of every such world stands at first. */
export const startOfTime = Date.parse('2026-11-22T12:00:00Z');

const urls = {
  server: 'https://github.test',
  api: 'https://github.test/api/v3',
  graphql: 'https://github.test/api/graphql',
  issuer: 'https://github.test/_services/token',
  runner: 'https://github.test/_services/runner',
};

const bases = { ...urls, git: urls.server } as const;

function readBody(response: SimulatorResponse): unknown {
  if (response.body === undefined || response.body instanceof Uint8Array) return response.body;
  return JSON.parse(JSON.stringify(response.body));
}

export async function createSimulatedApi(seed: WorldSeed): Promise<SimulatedApi> {
  const directory = await mkdtemp(join(tmpdir(), 'simulated-api-'));
  let now = startOfTime;
  const clock = { now: () => now, sleep: async () => undefined };
  const world = await createWorld(seed, { clock, directory, urls });

  async function stop(): Promise<void> {
    // What the last events start is written to the repositories.
    await whenRunsStarted(world);
    await rm(directory, { recursive: true, force: true });
  }

  async function call(method: string, path: string, options: Call = {}): Promise<Answer> {
    const { surface = 'api', token, headers = {}, body = '' } = options;
    const url = new URL(`${bases[surface]}${path}`);
    const match = findRoute(routes, { surface, method, path: path.split('?')[0] ?? '' });
    if (match === undefined) throw new Error(`The simulator does not know ${method} ${path}.`);
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await match.route.handle(world, {
      method,
      url,
      headers: { 'user-agent': 'test', ...authorization, ...headers },
      rawHeaders: [],
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      params: match.params,
    });
    const answer = { status: response.status, headers: response.headers, body: readBody(response) };
    const isJson = answer.body !== undefined && !(answer.body instanceof Uint8Array);
    const deviations = isJson ? findDeviations({ route: match.route.id, ...answer }) : [];
    if (deviations.length > 0) throw new Error(deviations.join('\n'));
    return answer;
  }

  async function appJwt(
    claims: Readonly<Record<string, unknown>> = {},
    app = firstOf(world.apps),
  ): Promise<string> {
    const seconds = now / 1000;
    return new SignJWT({ iat: seconds - 30, exp: seconds + 570, iss: String(app.id), ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .sign(createPrivateKey(app.privateKey));
  }

  async function mint(
    scope: unknown = {},
    installationId = firstOf(world.installations).id,
  ): Promise<string> {
    const app = world.apps.get(world.installations.get(installationId)?.appId ?? 0);
    const token = await appJwt({}, app);
    const answer = await call('POST', `/app/installations/${installationId}/access_tokens`, {
      token,
      body: scope,
    });
    if (answer.status !== 201) throw new Error(`No token: ${JSON.stringify(answer.body)}`);
    return answer.body.token;
  }

  return {
    world,
    call,
    appJwt,
    mint,
    advance(milliseconds) {
      now += milliseconds;
    },
    graphql: (query, { token, variables }) =>
      call('POST', '', {
        surface: 'graphql',
        body: { query, variables },
        ...(token === undefined ? {} : { token }),
      }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function firstOf<Item>(table: ReadonlyMap<number, Item>): Item {
  const [first] = table.values();
  if (first === undefined) throw new Error('The world has none.');
  return first;
}
