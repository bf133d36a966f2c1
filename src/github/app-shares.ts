/**
 * The App's own rate limit pays for the tokens of all its installations. Once little of it is left, whoever has had more than an
 * equal share of what this process spent in the window waits for the next one, so that the others still get theirs.
 */
import { LRUCache } from 'lru-cache';
import type { Budget } from './budgets.ts';
import { GitHubFailure } from './failure.ts';

/** Share of the limit down to which nobody is held to a share. */
export const plentyShare = 0.2;
const maxInstallations = 2_000;

export interface AppShares {
  /**
   * Counts one token of an installation. `budget`: what is left to the App in the open window, if that is known. Throws a
   * `rate-limited` failure, and counts nothing, when the installation has had its share.
   */
  take(installationId: string, budget: Budget | undefined): void;
}

export function createAppShares(): AppShares {
  const taken = new LRUCache<string, number>({ max: maxInstallations });
  let windowEnd: number | undefined;

  return {
    take(installationId, budget) {
      if (budget !== undefined && budget.resetAt !== windowEnd) {
        if (windowEnd !== undefined) taken.clear();
        windowEnd = budget.resetAt;
      }
      const own = taken.get(installationId) ?? 0;
      taken.set(installationId, own);
      const total = [...taken.values()].reduce((sum, count) => sum + count, 0);
      const isScarce = budget !== undefined && budget.remaining <= budget.limit * plentyShare;
      if (isScarce && own > total / taken.size) {
        const message = `Little of the App's rate limit at GitHub is left, ${budget.remaining} of ${budget.limit} calls, and installation ${installationId} has had its share.`;
        throw new GitHubFailure('rate-limited', message, { retryAt: budget.resetAt });
      }
      taken.set(installationId, own + 1);
    },
  };
}
