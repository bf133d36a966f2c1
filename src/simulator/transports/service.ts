/** The simulator as one function from request to answer: routing, faults, the work itself, the journal. */
import { Readable } from 'node:stream';
import type { SimulatorResponse, SimulatorRoute } from '../api/handler.ts';
import { apiError } from '../api/responses.ts';
import { readGitOperation, serveGit } from '../git-http/smart-http.ts';
import { graphqlRouteId } from '../graphql/route-id.ts';
import type { World } from '../world/world.ts';
import { locate, type Shape } from './addresses.ts';
import { readBody } from './body.ts';
import { answerStatus, faultAnswer } from './fault-answers.ts';
import type { Fault, Faults } from './faults.ts';
import { describeCaller, type Journal } from './journal.ts';
import { answerUnknownRoute, findRoute } from './router.ts';

export interface ServiceRequest {
  readonly method: string;
  /** As the client addressed it. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Name and value alternating, repeated headers apart. */
  readonly rawHeaders: readonly string[];
  readonly body: Readable;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | Readable;
}

/** An answer as the routes' own code gave it. */
export interface JsonAnswer {
  readonly route: string;
  readonly status: number;
  readonly body: unknown;
}

export interface ServiceOptions {
  readonly world: World;
  readonly shape: Shape;
  readonly routes: readonly SimulatorRoute[];
  readonly journal: Journal;
  readonly faults: Faults;
  /** Called with each answer that is JSON. */
  readonly onJson?: ((answer: JsonAnswer) => void) | undefined;
}

/** `cut`: the connection is to end without an answer. */
export type Service = (request: ServiceRequest) => Promise<ServiceAnswer | 'cut'>;

interface Plan {
  readonly id: string;
  work(): Promise<SimulatorResponse | ServiceAnswer>;
}

function isJson(body: unknown): boolean {
  const isRaw = body instanceof Uint8Array || body instanceof Readable || typeof body === 'string';
  return body !== undefined && !isRaw;
}

/** The bytes of an answer. Anything other than bytes and text is sent as JSON. */
export function finishResponse({ status, headers, body }: SimulatorResponse | ServiceAnswer): ServiceAnswer {
  if (body === undefined) return { status, headers, body: Buffer.alloc(0) };
  if (body instanceof Uint8Array || body instanceof Readable) return { status, headers, body };
  if (typeof body === 'string') return { status, headers, body: Buffer.from(body) };
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers: { ...type, ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

async function planWork(options: ServiceOptions, request: ServiceRequest): Promise<Plan> {
  const { world } = options;
  const { method, url, rawHeaders, headers } = request;
  const unknown: Plan = { id: 'unknown', work: async () => answerUnknownRoute(method, url.pathname) };
  const place = locate(options.shape, url);
  if (place === undefined) return unknown;
  const git = place.surface === 'git' && readGitOperation(method, place.path, url.searchParams);
  if (git) return { id: git.id, work: () => serveGit(world, git, request) };
  const match = findRoute(options.routes, { ...place, method });
  if (match === undefined) return unknown;
  const { route, params } = match;
  // The mutation decides which faults apply, so the body is read first.
  const known = place.surface === 'graphql' ? await readBody(request.body) : undefined;
  const work = async (): Promise<SimulatorResponse> => {
    const body = known ?? (await readBody(request.body));
    if (body === 'too_large') return apiError(413, 'Payload Too Large');
    return route.handle(world, { method, url, headers, rawHeaders, body, params });
  };
  return { id: known === undefined || known === 'too_large' ? route.id : graphqlRouteId(known), work };
}

/** Does the work, or what a fault replaces it with. */
async function answerPlan(
  options: ServiceOptions,
  plan: Plan,
  active: readonly Fault[],
): Promise<ServiceAnswer | 'cut'> {
  const { clock } = options.world;
  const resource = plan.id.split('/')[0] === 'graphql' ? 'graphql' : 'core';
  const finish = (id: string, answer: SimulatorResponse | ServiceAnswer): ServiceAnswer => {
    const { status, body } = answer;
    if (isJson(body)) options.onJson?.({ route: id, status, body });
    return finishResponse(answer);
  };
  for (const fault of active) {
    if (fault.kind === 'latency') await clock.sleep(fault.milliseconds);
  }
  if (active.some(({ kind }) => kind === 'cut-before')) return 'cut';
  for (const fault of active) {
    const instead = faultAnswer(fault, { now: clock.now(), resource });
    if (instead !== undefined) return finish(instead.status < 400 ? plan.id : 'fault', instead);
  }
  const done = finish(plan.id, await plan.work());
  for (const fault of active) {
    if (fault.kind === 'late') await clock.sleep(fault.milliseconds);
  }
  const after = active.find((fault) => fault.kind === 'status-after');
  const isCut = active.some(({ kind }) => kind === 'cut-after');
  if (!isCut) return after === undefined ? done : finish('fault', answerStatus(after.status, after.body));
  // A push is complete only after its whole answer has been read.
  if (done.body instanceof Readable) await done.body.resume().toArray();
  return 'cut';
}

export function createService(options: ServiceOptions): Service {
  const { world, journal, faults } = options;
  return async (request) => {
    const plan = await planWork(options, request);
    const active = faults.take(plan.id);
    const note = journal.begin({
      method: request.method,
      host: request.url.host,
      path: `${request.url.pathname}${request.url.search}`,
      route: plan.id,
      who: describeCaller(request.headers['authorization']),
    });
    const kinds = active.map(({ kind }) => kind);
    try {
      const result = await answerPlan(options, plan, active);
      note({ status: result === 'cut' ? undefined : result.status, faults: kinds });
      if (result === 'cut') return result;
      // Clients correct their clock by this header.
      const date = new Date(world.clock.now()).toUTCString();
      return { ...result, headers: { date, ...result.headers } };
    } catch (error) {
      note({ status: 500, faults: kinds });
      throw error;
    }
  };
}
