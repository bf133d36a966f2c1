/** Steps that all API operations share: the caller, limits, conditional requests, GitHub's headers. */
import { createHash, randomUUID } from 'node:crypto';
import type { World } from '../world/world.ts';
import { undecodable } from './app-jwt.ts';
import { type ApiCaller, identifyCaller } from './caller.ts';
import { checkContentLimit, countContent } from './content-limits.ts';
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute, Surface } from './handler.ts';
import { takePoints } from './point-limits.ts';
import { checkRateLimits, countRequest, type RateResource, rateHeaders } from './rate-limits.ts';
import { apiError } from './responses.ts';

export interface OperationRequest<Who extends ApiCaller = ApiCaller> {
  readonly world: World;
  readonly request: SimulatorRequest;
  readonly caller: Who;
  /** Value of a placeholder of the path. */
  param(name: string): string;
  readonly query: URLSearchParams;
}

type CallerFor<Kind> = Kind extends 'app' | 'token' ? Extract<ApiCaller, { kind: Kind }> : ApiCaller;

export interface ApiOperation<Kind extends 'any' | 'app' | 'token'> {
  /** GitHub's operationId. */
  readonly id: string;
  /** `api` unless given. */
  readonly surface?: Surface | undefined;
  readonly method: string;
  readonly path: string;
  /** The required kind of caller. */
  readonly caller: Kind;
  readonly resource?: RateResource | undefined;
  /** Does not count against the primary limit and is answered when the limit is used up. */
  readonly uncounted?: boolean | undefined;
  /** Counts against the secondary limit for content creation. */
  readonly createsContent?: boolean | undefined;
  handle(api: OperationRequest<CallerFor<Kind>>): SimulatorResponse | Promise<SimulatorResponse>;
}

function refuseCaller(kind: 'any' | 'app' | 'token', caller: ApiCaller): SimulatorResponse | undefined {
  if (kind === 'app' && caller.kind !== 'app') return apiError(401, undecodable);
  if (kind !== 'token' || caller.kind === 'token') return undefined;
  if (caller.kind === 'anonymous') return apiError(401, 'Requires authentication');
  return apiError(
    403,
    'You must authenticate with an installation access token in order to use this endpoint.',
  );
}

function entityTag(response: SimulatorResponse): string {
  const bytes = response.body instanceof Uint8Array ? response.body : JSON.stringify(response.body);
  return `W/"${createHash('sha256').update(bytes).digest('hex')}"`;
}

function tagsOf(header: string | undefined): string[] {
  return (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}

/** Answers 304 without a body if the client already has the answer. For successful GET requests only. */
function makeConditional(request: SimulatorRequest, response: SimulatorResponse): SimulatorResponse {
  if (request.method !== 'GET' || response.status !== 200) return response;
  const etag = entityTag(response);
  const headers = { ...response.headers, etag, 'cache-control': 'private, max-age=60, s-maxage=60' };
  return tagsOf(request.headers['if-none-match']).includes(etag.slice(2))
    ? { status: 304, headers: { etag, 'cache-control': headers['cache-control'] } }
    : { ...response, headers };
}

function commonHeaders(world: World): Record<string, string> {
  return {
    date: new Date(world.clock.now()).toUTCString(),
    server: 'github.com',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': randomUUID(),
  };
}

async function answer<Kind extends 'any' | 'app' | 'token'>(
  operation: ApiOperation<Kind>,
  world: World,
  request: SimulatorRequest,
): Promise<SimulatorResponse> {
  if ((request.headers['user-agent'] ?? '') === '') {
    const message =
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.';
    return apiError(403, message);
  }
  const identification = await identifyCaller(world, request);
  if (identification.status === 'refused') return identification.response;
  const { caller } = identification;
  const resource = operation.resource ?? 'core';
  const limited =
    operation.uncounted === true
      ? undefined
      : (checkRateLimits(world, caller, resource) ??
        takePoints(world, caller, { family: resource, method: request.method }));
  if (limited !== undefined) return limited;
  const response =
    refuseCaller(operation.caller, caller) ??
    (operation.createsContent === true ? checkContentLimit(world, caller) : undefined) ??
    (await operation.handle({
      world,
      request,
      // refuseCaller has just narrowed it.
      caller: caller as CallerFor<Kind>,
      param: (name) => request.params[name] ?? '',
      query: request.url.searchParams,
    }));
  if (operation.createsContent === true && response.status < 300) countContent(world, caller);
  const conditional = makeConditional(request, response);
  if (operation.uncounted !== true && conditional.status !== 304) countRequest(world, caller, resource);
  return { ...conditional, headers: { ...rateHeaders(world, caller, resource), ...conditional.headers } };
}

/** The route for an operation of the REST API. */
export function apiRoute<Kind extends 'any' | 'app' | 'token'>(
  operation: ApiOperation<Kind>,
): SimulatorRoute {
  return {
    id: operation.id,
    surface: operation.surface ?? 'api',
    method: operation.method,
    path: operation.path,
    async handle(world, request) {
      world.clock.settle();
      const response = await answer(operation, world, request);
      return { ...response, headers: { ...commonHeaders(world), ...response.headers } };
    },
  };
}
