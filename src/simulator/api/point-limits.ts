/** GitHub's secondary limit for points: reads cost one, writes five, each minute and each family of the API by itself. */
import type { World } from '../world/world.ts';
import { type ApiCaller, limitKeyOf } from './caller.ts';
import type { SimulatorResponse } from './handler.ts';
import { apiError } from './responses.ts';

const minuteMs = 60_000;
const writePoints = 5;
const page = '/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits';

export interface PointRequest {
  readonly family: 'core' | 'graphql';
  readonly method: string;
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit */
function pointsOf({ method }: PointRequest): number {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? 1 : writePoints;
}

/** Counts a request, or refuses it. Without a limit in the world, nothing is counted. */
export function takePoints(
  world: World,
  caller: ApiCaller,
  request: PointRequest,
): SimulatorResponse | undefined {
  const { pointsPerMinute, points, saysRetryAfter } = world.rateLimits;
  const limit = pointsPerMinute[request.family];
  if (limit === undefined) return undefined;
  const key = `${request.family}:${limitKeyOf(caller)}`;
  const now = world.clock.now();
  const recent = (points.get(key) ?? []).filter(({ at }) => at > now - minuteMs);
  points.set(key, recent);
  const used = recent.reduce((sum, spent) => sum + spent.points, 0);
  const wanted = pointsOf(request);
  if (used + wanted <= limit) {
    recent.push({ at: now, points: wanted });
    return undefined;
  }
  const wait = Math.max(Math.ceil(((recent[0]?.at ?? now) + minuteMs - now) / 1000), 1);
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return apiError(403, message, { page, headers: saysRetryAfter ? { 'retry-after': String(wait) } : {} });
}
