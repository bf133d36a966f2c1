/**
 * All installations share the rate limit of the App for their tokens. When little of it is left, an installation that has used more than
 * an equal share in this window waits for the next one, so that the others get theirs.
 */
import { LRUCache } from 'lru-cache';
import type { Budget } from './budgets.ts';
import { GitHubFailure } from './failure.ts';

/** Share of the limit above which installations are not limited. */
export const plentyShare = 0.2;
const maxInstallations = 2_000;

export interface AppShares {
  /**
   * Counts one token of an installation. `budget`: what is left of the App's limit in this window, if known. Throws a `rate-limited`
   * failure, and counts nothing, if the installation has used its share.
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
        const message = `The rate limit of the GitHub App is almost exhausted (${budget.remaining} of ${budget.limit} calls left), and installation ${installationId} has used its share.`;
        throw new GitHubFailure('rate-limited', message, { retryAt: budget.resetAt });
      }
      taken.set(installationId, own + 1);
    },
  };
}
