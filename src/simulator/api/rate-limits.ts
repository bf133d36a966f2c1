/** GitHub's primary rate limits for each caller, and a secondary limit that tests switch on. */

import type { RateWindow, World } from '../world/world.ts';
import type { ApiCaller } from './caller.ts';
import { limitKeyOf } from './caller.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError, json } from './responses.ts';

export type RateResource = 'core' | 'graphql';

/** Length of the window of a primary limit, in milliseconds. */
export const rateWindowMs = 60 * 60 * 1000;
/** Requests an hour without credentials. */
const anonymousLimit = 60;
/** Default wait after a secondary limit, in seconds. */
const secondaryWaitSeconds = 60;

export function limitOf(world: World, caller: ApiCaller, resource: RateResource): number {
  const { rateLimits } = world;
  if (caller.kind === 'anonymous') return Math.min(anonymousLimit, rateLimits.core);
  const installation = caller.kind === 'token' ? caller.token.installationId : undefined;
  const own = installation === undefined ? undefined : rateLimits.byInstallation.get(installation);
  return own?.[resource] ?? rateLimits[resource];
}

/** The caller's current window. A new one starts with the first request after the last one ended. */
export function rateWindow(world: World, caller: ApiCaller, resource: RateResource): RateWindow {
  return openWindow(world, limitKeyOf(caller), resource);
}

/** The current window of a caller named as in `limitKeyOf`. */
export function openWindow(world: World, limitKey: string, resource: RateResource): RateWindow {
  const key = `${resource}:${limitKey}`;
  const now = world.clock.now();
  const current = world.rateLimits.windows.get(key);
  if (current !== undefined && current.resetAt > now) return current;
  const next = { used: 0, resetAt: now + rateWindowMs };
  world.rateLimits.windows.set(key, next);
  return next;
}

/** `x-ratelimit-*`, times in seconds. */
export function rateHeaders(world: World, caller: ApiCaller, resource: RateResource): Record<string, string> {
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

function describe(caller: ApiCaller): string {
  if (caller.kind === 'anonymous') return '127.0.0.1';
  if (caller.kind === 'app') return `app ID ${caller.app.id}`;
  if (caller.kind === 'user') return `user ID ${caller.token.accountId}`;
  const { installationId } = caller.token;
  return installationId === undefined ? 'installation' : `installation ID ${installationId}`;
}

/** The refusal of a limited request, or `undefined`. Comes before everything else. */
export function checkRateLimits(
  world: World,
  caller: ApiCaller,
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
  // GraphQL answers even this with status 200.
  return resource === 'graphql'
    ? json(200, { errors: [{ type: 'RATE_LIMITED', message }] }, headers)
    : apiError(403, message, { page: limitsPage, headers });
}

/** Counts a request that was answered. */
export function countRequest(world: World, caller: ApiCaller, resource: RateResource): void {
  rateWindow(world, caller, resource).used += 1;
}

export interface SecondaryLimitOptions {
  /** A caller as in `limitKeyOf`, such as `installation:7`. Default: every caller. */
  readonly key?: string | undefined;
  readonly seconds?: number | undefined;
  readonly status?: 403 | 429 | undefined;
}

/** Starts a secondary limit for one caller or all. */
export function startSecondaryLimit(world: World, options: SecondaryLimitOptions = {}): void {
  const { key = '*', seconds = secondaryWaitSeconds, status = 403 } = options;
  world.rateLimits.secondaryUntil.set(key, { until: world.clock.now() + seconds * 1000, status });
}
