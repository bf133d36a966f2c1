/** GitHub's secondary limit for those who make content: so many commits, refs and comments a minute and an hour. */

import type { World } from '../world/world.ts';
import { type Caller, limitKeyOf } from './caller.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError } from './responses.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
export const defaultContentLimits = { contentPerMinute: 80, contentPerHour: 500 } as const;

const page = '/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits';

function recentOf(world: World, caller: Caller): number[] {
  const { content } = world.rateLimits;
  const key = limitKeyOf(caller);
  const start = world.clock.now() - HOUR_MS;
  const recent = (content.get(key) ?? []).filter((time) => time > start);
  content.set(key, recent);
  return recent;
}

/** The refusal that is due before anything is made, or `undefined`. */
export function checkContentLimit(world: World, caller: Caller): SimulatorResponse | undefined {
  const { contentPerMinute, contentPerHour } = world.rateLimits;
  const now = world.clock.now();
  const recent = recentOf(world, caller);
  const lastMinute = recent.filter((time) => time > now - MINUTE_MS);
  const isHourly = recent.length >= contentPerHour;
  if (!isHourly && lastMinute.length < contentPerMinute) return undefined;
  const oldest = (isHourly ? recent.at(-contentPerHour) : lastMinute.at(-contentPerMinute)) ?? now;
  const wait = Math.max(Math.ceil((oldest + (isHourly ? HOUR_MS : MINUTE_MS) - now) / 1000), 1);
  const message =
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';
  return apiError(403, message, { page, headers: { 'retry-after': String(wait) } });
}

/** Counts what was made. */
export function countContent(world: World, caller: Caller): void {
  recentOf(world, caller).push(world.clock.now());
}
