/** Ports of the desk. */
import type { Clock } from '../../../base/ports.ts';
import type { ServerConfig } from '../../config/config.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import type { RemediationPorts } from '../ask-remediation.ts';
import type { FindIgnoredInstances } from '../causes/ignored-instances.ts';
import type { DriftHistory, DriftInventory } from '../ports.ts';
import type { DriftRepositories } from '../repositories.ts';
import type { ShowPorts } from '../show-drift.ts';

export interface DriftDeskPorts extends ShowPorts, RemediationPorts {
  readonly config: Pick<ServerConfig, 'publicUrl' | 'workspaces'>;
  readonly repositories: DriftRepositories;
  /** Names of repositories. */
  readonly known: Pick<RepositoryStore, 'list'>;
  readonly inventory: DriftInventory;
  readonly history: DriftHistory;
  readonly clock: Clock;
  /** As metrics count them. */
  readonly findIgnoredInstances: FindIgnoredInstances;
  /** The pictures of badges are read again. */
  readonly forgetBadges: () => void;
}
