/** How long each destination has been waited for: the age of the oldest entry that it is to get and has not. */

import { isWanted, type WebhookDestination } from '../../domain/audit/destination.ts';
import { maxAuditPage } from '../../domain/audit/filter.ts';
import type { Store } from '../store.ts';

export interface BacklogParts {
  readonly destinations: readonly WebhookDestination[];
  readonly store: Pick<Store, 'now' | 'audit' | 'webhooks'>;
}

/**
 * In milliseconds, 0 when nothing waits; without destinations that have no state yet. Looks at the page that the next delivery is made
 * of: what is not wanted in it is passed over within seconds.
 */
export async function measureBacklog({
  destinations,
  store,
}: BacklogParts): Promise<readonly { readonly destination: string; readonly oldestMs: number }[]> {
  if (destinations.length === 0) return [];
  const [states, now] = [await store.webhooks.list(), await store.now()];
  const known = destinations.flatMap((destination) => {
    const state = states.find(({ name }) => name === destination.name);
    return state === undefined ? [] : [{ destination, afterId: state.deliveredThroughId }];
  });
  return Promise.all(
    known.map(async ({ destination, afterId }) => {
      const page = await store.audit.list({ afterId, limit: maxAuditPage });
      const oldest = page.find((entry) => isWanted(destination, entry));
      const oldestMs = oldest === undefined ? 0 : Math.max(0, now - oldest.at);
      return { destination: destination.name, oldestMs };
    }),
  );
}
