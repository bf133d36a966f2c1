/** The ports of the page about the health of the server. */
import type { GitHubAppClient } from '../../github/client.ts';
import type { AuditWebhooks } from '../audit-webhooks/index.ts';
import type { DatabaseProbe } from '../database/open.ts';
import type { DeliveryDesk, RedeliveryDesk } from '../github-events/index.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import type { HealthSamples } from '../work/health-samples.ts';
import type { Replicas } from '../work/replicas.ts';
import type { WorkMetrics } from '../work/work-metrics.ts';

export interface HealthPorts {
  readonly client: Pick<GitHubAppClient, 'health'>;
  readonly installations: InstallationIndex;
  readonly directory: Pick<SourceDirectory, 'list'>;
  readonly probe: Pick<DatabaseProbe, 'now' | 'ready'>;
  readonly deliveryDesk: DeliveryDesk;
  /** `undefined`: no delivery is taken. */
  readonly redeliveryDesk: RedeliveryDesk | undefined;
  readonly webhookDesk: AuditWebhooks['desk'];
  readonly workMetrics: Pick<WorkMetrics, 'backlog'>;
  readonly samples: Pick<HealthSamples, 'budgets' | 'overdue'>;
  readonly replicas: Pick<Replicas, 'list' | 'ownId'>;
}
