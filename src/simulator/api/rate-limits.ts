/** GitHub's limits: so many requests an hour for each caller, and a stop at will for those that are too eager. */

import type { RateWindow, World } from '../world/world.ts';
import type { Caller } from './caller.ts';
import { limitKeyOf } from './caller.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError, json } from './responses.ts';

export type RateResource = 'core' | 'graphql';

/** Length of the window of a primary limit, in milliseconds. */
export const RATE_WINDOW_MS = 60 * 60 * 1000;
/** Requests an hour without credentials. */
const ANONYMOUS_LIMIT = 60;
/** How long a client has to wait after a secondary limit unless told otherwise, in seconds. */
const SECONDARY_WAIT_SECONDS = 60;

export function limitOf(world: World, caller: Caller, resource: RateResource): number {
  return caller.kind === 'anonymous'
    ? Math.min(ANONYMOUS_LIMIT, world.rateLimits.core)
    : world.rateLimits[resource];
}

/** The caller's current window; a new one starts with the first request after the last one ended. */
export function rateWindow(world: World, caller: Caller, resource: RateResource): RateWindow {
  const key = `${resource}:${limitKeyOf(caller)}`;
  const now = world.clock.now();
  const current = world.rateLimits.windows.get(key);
  if (current !== undefined && current.resetAt > now) return current;
  const next = { used: 0, resetAt: now + RATE_WINDOW_MS };
  world.rateLimits.windows.set(key, next);
  return next;
}

/** `x-ratelimit-*`, times in seconds. */
export function rateHeaders(world: World, caller: Caller, resource: RateResource): Record<string, string> {
  const limit = limitOf(world, caller, resource);
  const { used, resetAt } = rateWindow(world, caller, resource);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(limit - used, 0)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
    'x-ratelimit-resource': resource,
  };
}

const limitsPage = '/using-the-rest-api/rate-limits-for-the-rest-api';

function describe(caller: Caller): string {
  if (caller.kind === 'anonymous') return '127.0.0.1';
  if (caller.kind === 'app') return `app ID ${caller.app.id}`;
  const { installationId } = caller.token;
  return installationId === undefined ? 'installation' : `installation ID ${installationId}`;
}

/** The refusal that is due before the request is looked at, or `undefined`. */
export function checkRateLimits(
  world: World,
  caller: Caller,
  resource: RateResource,
): SimulatorResponse | undefined {
  const now = world.clock.now();
  const { secondaryUntil } = world.rateLimits;
  const secondary = secondaryUntil.get(limitKeyOf(caller)) ?? secondaryUntil.get('*');
  if (secondary !== undefined && secondary.until > now) {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return apiError(secondary.status, message, {
      page: `${limitsPage}#about-secondary-rate-limits`,
      headers: { 'retry-after': String(Math.ceil((secondary.until - now) / 1000)) },
    });
  }
  if (rateWindow(world, caller, resource).used < limitOf(world, caller, resource)) return undefined;
  const message = `API rate limit exceeded for ${describe(caller)}.`;
  const headers = rateHeaders(world, caller, resource);
  // GraphQL says even this with status 200.
  return resource === 'graphql'
    ? json(200, { errors: [{ type: 'RATE_LIMITED', message }] }, headers)
    : apiError(403, message, { page: limitsPage, headers });
}

/** Counts what was answered; `cost` is 1 for a REST request. */
export function countRequest(world: World, caller: Caller, resource: RateResource, cost = 1): void {
  rateWindow(world, caller, resource).used += cost;
}

export interface SecondaryLimitOptions {
  /** As `limitKeyOf` names a caller, such as `installation:7`; everybody unless given. */
  readonly key?: string;
  readonly seconds?: number;
  readonly status?: 403 | 429;
}

/** Makes GitHub tell callers to slow down for a while. */
export function startSecondaryLimit(world: World, options: SecondaryLimitOptions = {}): void {
  const { key = '*', seconds = SECONDARY_WAIT_SECONDS, status = 403 } = options;
  world.rateLimits.secondaryUntil.set(key, { until: world.clock.now() + seconds * 1000, status });
}
