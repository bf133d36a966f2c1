/** How long each destination has waited: the age of the oldest entry that it wants and has not received. */
import { isWanted, type WebhookDestination } from '../../domain/audit/destination.ts';
import { maxAuditPage } from '../../domain/audit/filter.ts';
import type { AuditLog } from '../audit/store.ts';
import type { WebhookStore } from './store.ts';

export interface BacklogPorts {
  readonly audit: Pick<AuditLog, 'list'>;
  readonly webhooks: Pick<WebhookStore, 'list'>;
  /** The database's clock, in milliseconds. */
  now(): Promise<number>;
}

/**
 * In milliseconds, 0 when nothing waits; destinations without a state are left out. Only the page of the next delivery is read: entries
 * in it that the destination does not want are skipped within seconds.
 */
export async function measureBacklog(
  destinations: readonly WebhookDestination[],
  ports: BacklogPorts,
): Promise<readonly { readonly destination: string; readonly oldestMs: number }[]> {
  if (destinations.length === 0) return [];
  const [states, now] = [await ports.webhooks.list(), await ports.now()];
  const known = destinations.flatMap((destination) => {
    const state = states.find(({ name }) => name === destination.name);
    return state === undefined ? [] : [{ destination, afterId: state.deliveredThroughId }];
  });
  return Promise.all(
    known.map(async ({ destination, afterId }) => {
      const page = await ports.audit.list({ afterId, limit: maxAuditPage });
      const oldest = page.find((entry) => isWanted(destination, entry));
      const oldestMs = oldest === undefined ? 0 : Math.max(0, now - oldest.at);
      return { destination: destination.name, oldestMs };
    }),
  );
}
