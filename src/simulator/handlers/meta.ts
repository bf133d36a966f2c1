/** Answers for GitHub's metadata and for the limits of a caller. */
import type { components } from '@octokit/openapi-types';
import { apiRoute } from '../api/api-route.ts';
import type { ApiCaller } from '../api/caller.ts';
import { limitOf, type RateResource, rateWindow } from '../api/rate-limits.ts';
import { json } from '../api/responses.ts';
import type { World } from '../world/world.ts';

function showLimit(
  world: World,
  caller: ApiCaller,
  resource: RateResource,
): components['schemas']['rate-limit'] {
  const limit = limitOf(world, caller, resource);
  const { used, resetAt } = rateWindow(world, caller, resource);
  return { limit, used, remaining: Math.max(limit - used, 0), reset: Math.ceil(resetAt / 1000) };
}

function showLimits(world: World, caller: ApiCaller): components['schemas']['rate-limit-overview'] {
  const core = showLimit(world, caller, 'core');
  const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
  return { resources: { core, search, graphql: showLimit(world, caller, 'graphql') }, rate: core };
}

export const metaRoutes = [
  apiRoute({
    id: 'meta/get',
    method: 'GET',
    path: '/meta',
    caller: 'any',
    handle({ world }) {
      const host = new URL(world.urls.server).hostname;
      const loopback = ['127.0.0.0/8', '::1/128'];
      const meta: components['schemas']['api-overview'] = {
        verifiable_password_authentication: false,
        ...{ hooks: loopback, web: loopback, api: loopback, git: loopback, actions: loopback },
        domains: { website: [host] },
      };
      return json(200, meta);
    },
  }),
  apiRoute({
    id: 'rate-limit/get',
    method: 'GET',
    path: '/rate_limit',
    caller: 'any',
    uncounted: true,
    handle: ({ world, caller }) => json(200, showLimits(world, caller)),
  }),
];
