/** A store that is measured: the same port, and every call counted with its time, and a span of the request that caused it. */

import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { StoreMetrics } from '../metrics/store-metrics.ts';
import { exchangeEvent } from '../sessions/exchange-audit.ts';
import type { Store } from '../store.ts';
import { mintEvent } from '../sts/mint-audit.ts';
import type { Tracing } from '../tracing/tracing.ts';

const secondMs = 1_000;
type Method = (...args: never[]) => unknown;

interface Watchers {
  readonly metrics: StoreMetrics;
  readonly tracing: Tracing;
}

function timed(operation: string, method: Method, owner: object, { metrics, tracing }: Watchers): Method {
  return (...args) => {
    const startedAt = performance.now();
    const span = tracing.begin(`store ${operation}`);
    const end = (failed: boolean) => {
      metrics.called(operation, (performance.now() - startedAt) / secondMs, failed);
      span.end(failed);
    };
    const result = method.apply(owner, args);
    if (!(result instanceof Promise)) {
      end(false);
      return result;
    }
    result.then(
      () => end(false),
      () => end(true),
    );
    return result;
  };
}

function measurePart(name: string, part: object, watchers: Watchers): object {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      typeof value === 'function' ? timed(`${name}.${key}`, value as Method, part, watchers) : value,
    ]),
  );
}

/** Events, outcomes and reasons are words of ours; a source's outcome too. */
function countDecision({ event, outcome, details }: AuditEntry, metrics: StoreMetrics): void {
  metrics.decided(event, outcome);
  const reason =
    event === exchangeEvent ? details['reason'] : event === mintEvent ? details['refusal'] : undefined;
  if (outcome !== 'allowed' && typeof reason === 'string') metrics.refused(event, reason);
  if (event !== mintEvent || !Array.isArray(details['sources'])) return;
  for (const source of details['sources'] as readonly { readonly outcome?: unknown }[]) {
    if (typeof source.outcome === 'string') metrics.judged(source.outcome);
  }
}

export function measureStore(store: Store, metrics: StoreMetrics, tracing: Tracing): Store {
  const watchers = { metrics, tracing };
  const parts = Object.entries(store).map(([name, part]: [string, unknown]) => {
    if (typeof part === 'function') return [name, timed(name, part as Method, store, watchers)];
    return [name, typeof part === 'object' && part !== null ? measurePart(name, part, watchers) : part];
  });
  // The same keys with the same shapes.
  const measured = Object.fromEntries(parts) as Store;
  return {
    ...measured,
    audit: {
      ...measured.audit,
      append: async (entry) => {
        await measured.audit.append(entry);
        countDecision(entry, metrics);
      },
    },
  };
}
