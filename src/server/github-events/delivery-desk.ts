/** Deliveries of GitHub for the pages of people: how many wait, how many came, and which one was given up last. */

import type { DeliveryMinute, DeliveryReads, StoredDelivery } from './admin/delivery-reads.ts';
import type { DeliveryStore } from './store.ts';

export interface DeliveryDesk {
  /** Of all workspaces. `oldestMs`: how long the oldest has waited, in milliseconds. */
  backlog(): Promise<{ readonly waiting: number; readonly oldestMs: number }>;
  /** Those about these repositories in each minute of the last hour, by time. A minute without any is left out. */
  countMinutes(repositoryIds: readonly string[]): Promise<readonly DeliveryMinute[]>;
  /** The last one about these repositories that was given up. */
  findFailed(repositoryIds: readonly string[]): Promise<StoredDelivery | undefined>;
}

export function createDeskOfDeliveries(
  store: Pick<DeliveryStore, 'backlog'>,
  reads: Pick<DeliveryReads, 'list' | 'countMinutes'>,
): DeliveryDesk {
  return {
    backlog: () => store.backlog(),
    countMinutes: async (repositoryIds) =>
      repositoryIds.length === 0 ? [] : reads.countMinutes(repositoryIds),
    async findFailed(repositoryIds) {
      if (repositoryIds.length === 0) return undefined;
      return (await reads.list({ repositoryIds, state: 'failed', limit: 1 }))[0];
    },
  };
}
