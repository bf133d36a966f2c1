/** GitHub's secondary limit for content creation: commits, refs and comments per minute and hour. */

import type { World } from '../world/world.ts';
import { type ApiCaller, limitKeyOf } from './caller.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError } from './responses.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
export const defaultContentLimits = { contentPerMinute: 80, contentPerHour: 500 } as const;

const page = '/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits';

function recentOf(world: World, caller: ApiCaller): number[] {
  const { content } = world.rateLimits;
  const key = limitKeyOf(caller);
  const start = world.clock.now() - hourMs;
  const recent = (content.get(key) ?? []).filter((time) => time > start);
  content.set(key, recent);
  return recent;
}

/** The refusal of a request over the limit, or `undefined`. */
export function checkContentLimit(world: World, caller: ApiCaller): SimulatorResponse | undefined {
  const { contentPerMinute, contentPerHour } = world.rateLimits;
  const now = world.clock.now();
  const recent = recentOf(world, caller);
  const lastMinute = recent.filter((time) => time > now - minuteMs);
  const isHourly = recent.length >= contentPerHour;
  if (!isHourly && lastMinute.length < contentPerMinute) return undefined;
  const oldest = (isHourly ? recent.at(-contentPerHour) : lastMinute.at(-contentPerMinute)) ?? now;
  const wait = Math.max(Math.ceil((oldest + (isHourly ? hourMs : minuteMs) - now) / 1000), 1);
  const message =
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';
  return apiError(403, message, { page, headers: { 'retry-after': String(wait) } });
}

/** Counts created content. */
export function countContent(world: World, caller: ApiCaller): void {
  recentOf(world, caller).push(world.clock.now());
}
