/** Metrics of GitHub: the rate limit that remains, and how GitHub answers. */
import { Gauge, Histogram, type Registry } from 'prom-client';
import type { BoundedCall } from '../../github/bounded-fetch.ts';
import type { GitHubHealth } from '../../github/client.ts';

export interface GitHubMetrics {
  called(call: BoundedCall): void;
  /** Where the state is read at each scrape. */
  watch(health: () => GitHubHealth): void;
}

/** Most installations that are shown, those with the least left first. */
const maxInstallations = 50;
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const secondMs = 1_000;
/** The `Date` header has whole seconds and the response takes time, in milliseconds. */
const resolutionMs = 2_000;

export function createGitHubMetrics(registry: Registry): GitHubMetrics {
  let health: () => GitHubHealth = () => ({ breaker: 'closed', budgets: [] });
  const duration = new Histogram({
    name: 'atmos_pro_github_request_duration_seconds',
    help: 'Duration of each request to GitHub; status `none` if there was no response.',
    labelNames: ['method', 'status'],
    buckets,
    registers: [registry],
  });
  new Gauge({
    name: 'atmos_pro_github_budget_remaining_ratio',
    help: 'Remaining share of a rate limit, by installation number or `app`; the 50 lowest.',
    labelNames: ['installation', 'resource'],
    registers: [registry],
    collect() {
      this.reset();
      const shares = health().budgets.map(({ scope, resource, limit, remaining }) => ({
        labels: { installation: scope.replace('installation/', ''), resource },
        share: limit === 0 ? 0 : remaining / limit,
      }));
      shares.sort((one, other) => one.share - other.share);
      for (const { labels, share } of shares.slice(0, maxInstallations)) this.set(labels, share);
    },
  });
  new Gauge({
    name: 'atmos_pro_github_breaker_open',
    help: '1 while the circuit breaker for GitHub is open.',
    registers: [registry],
    collect() {
      this.set(health().breaker === 'closed' ? 0 : 1);
    },
  });
  const skew = new Gauge({
    name: 'atmos_pro_github_clock_skew_seconds',
    help: 'By how much the clock of this process is ahead of GitHub’s, by the last response; negative if it is behind. Smaller differences than 2 s are not seen.',
    registers: [registry],
  });
  return {
    called({ method, status, durationMs, aheadMs }) {
      if (aheadMs !== undefined) skew.set(Math.abs(aheadMs) < resolutionMs ? 0 : aheadMs / secondMs);
      duration.observe(
        { method, status: status === undefined ? 'none' : String(status) },
        durationMs / secondMs,
      );
    },
    watch(read) {
      health = read;
    },
  };
}
