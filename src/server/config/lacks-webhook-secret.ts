/** Deployments live by deliveries, and a server without a secret accepts none. */
import type { ServerConfig } from './config.ts';

/** Whether a repository has deployments while the server has no webhook secret. The server starts all the same. */
export function lacksWebhookSecret({
  workspaces,
  github,
}: Pick<ServerConfig, 'workspaces' | 'github'>): boolean {
  return (
    github.webhookSecrets.length === 0 &&
    workspaces.some(({ repositories }) => repositories.some(({ deployments }) => deployments !== undefined))
  );
}
