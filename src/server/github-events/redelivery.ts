/** Has GitHub send a delivery again that it sent before: Apps have no ping, and this shows the whole way from GitHub to the server. */

import type { GitHubClient } from '../../github/client.ts';
import { fetchDeliveryPage, type ListedDelivery, requestRedelivery } from '../../github/deliveries.ts';
import type { ServerConfig } from '../config/config.ts';

export interface RedeliveryDesk {
  /** GitHub's attempts at deliveries about these repositories, newest first, among its newest 100 of all. Rejects with `GitHubFailure`. */
  listAttempts(repositoryIds: readonly string[]): Promise<readonly ListedDelivery[]>;
  /** The server applies it only if it does not know it yet. Rejects with `GitHubFailure`. */
  redeliver(delivery: Pick<ListedDelivery, 'id'>): Promise<void>;
}

/** `undefined`: the server takes no deliveries. */
export function createRedeliveryDesk({
  config,
  client,
}: {
  readonly config: Pick<ServerConfig, 'github'>;
  readonly client: GitHubClient;
}): RedeliveryDesk | undefined {
  if (config.github.webhookSecrets.length === 0) return undefined;
  return {
    async listAttempts(repositoryIds) {
      const { deliveries } = await fetchDeliveryPage({ client }, undefined);
      return deliveries.filter(({ repositoryId = '' }) => repositoryIds.includes(repositoryId));
    },
    redeliver: (delivery) => requestRedelivery({ client }, delivery),
  };
}
