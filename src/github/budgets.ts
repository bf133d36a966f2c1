/**
 * The remaining rate limits of the App and of each installation, from the headers of GitHub's responses
 * (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { toTimestamp } from '../base/text.ts';
import { GitHubFailure } from './failure.ts';
import { createLimiter, type Limiter } from './limiter.ts';

/** Share of a limit that is kept in reserve, and its maximum in calls: GitHub may ban clients that continue at zero. */
const reserveShare = 0.02;
const maxReserve = 50;
/** Concurrent calls of one installation, or of the App: below the limit of all calls, so that a slow one does not block the others. */
export const maxCallsPerScope = 16;
const maxScopes = 2_000;
const maxTokens = 10_000;
const secondMs = 1_000;

/** `app`, `installation/<id>`, or `unknown` for a token that was not named. */
export type BudgetScope = string;

export interface Budget {
  readonly scope: BudgetScope;
  /** GitHub's name of it: `core`, `graphql`. */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the Unix epoch. */
  readonly resetAt: number;
}

export interface Budgets {
  /** Records the installation of a token, by the hash of the token. */
  nameToken(token: string, installationId: number): void;
  /** By the `authorization` header of a request. */
  scopeOf(authorization: string): BudgetScope;
  limiterOf(scope: BudgetScope): Limiter;
  /** The remaining limit, if known for this window. Throws a `rate-limited` failure if only the reserve is left. */
  check(scope: BudgetScope, resource: string): Budget | undefined;
  observe(scope: BudgetScope, headers: Headers): void;
  /** Budgets of open windows. */
  list(): readonly Budget[];
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

export function reserveOf(limit: number): number {
  return Math.min(maxReserve, Math.floor(limit * reserveShare));
}

export function createBudgets(now: () => number): Budgets {
  const owners = new LRUCache<string, number>({ max: maxTokens });
  const budgets = new LRUCache<string, Budget>({ max: maxScopes });
  const limiters = new LRUCache<BudgetScope, Limiter>({ max: maxScopes });

  return {
    nameToken: (token, installationId) => void owners.set(hash(token), installationId),
    scopeOf(authorization) {
      const [kind = '', token = ''] = authorization.split(' ');
      if (kind.toLowerCase() === 'bearer') return 'app';
      const owner = owners.get(hash(token));
      return owner === undefined ? 'unknown' : `installation/${owner}`;
    },
    limiterOf(scope) {
      const known = limiters.get(scope) ?? createLimiter(maxCallsPerScope);
      limiters.set(scope, known);
      return known;
    },
    check(scope, resource) {
      const budget = budgets.get(`${scope} ${resource}`);
      if (budget === undefined || now() >= budget.resetAt) return undefined;
      if (budget.remaining > reserveOf(budget.limit)) return budget;
      const until = toTimestamp(budget.resetAt);
      const message = `The rate limit of GitHub (${resource}) is almost exhausted: ${budget.remaining} of ${budget.limit} calls are left until ${until}.`;
      throw new GitHubFailure('rate-limited', message, { retryAt: budget.resetAt });
    },
    observe(scope, headers) {
      const read = (name: string) => Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN);
      const [limit, remaining, reset] = [read('limit'), read('remaining'), read('reset')];
      const resource = headers.get('x-ratelimit-resource') ?? 'core';
      if (![limit, remaining, reset].every(Number.isFinite) || !/^[a-z_]{1,32}$/.test(resource)) return;
      budgets.set(`${scope} ${resource}`, { scope, resource, limit, remaining, resetAt: reset * secondMs });
    },
    list: () => [...budgets.values()].filter(({ resetAt }) => now() < resetAt),
  };
}
