/** The ports of pages: what they read of the features, and what they do. */
import type { Clock } from '../../base/ports.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import type { AuditDesk } from '../audit/desk.ts';
import type { StartExport } from '../audit/export-audit.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import type { BatchDesk } from '../deployments/index.ts';
import type { Drift } from '../drift/index.ts';
import type { Locks } from '../locks/index.ts';
import type { PeopleAccess } from '../people/index.ts';
import type { PolicyProposals } from '../policy-proposals/index.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { TokenMinter } from '../repositories/token-minter.ts';
import type { Sts } from '../sts/index.ts';
import type { HealthPorts } from './health-ports.ts';

export interface PagePorts extends HealthPorts {
  readonly config: ServerConfig;
  readonly people: PeopleAccess;
  readonly locks: Locks['desk'];
  readonly batches: BatchDesk;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly auditDesk: AuditDesk;
  readonly exportAudit: StartExport;
  readonly driftDesk: Drift['desk'];
  readonly seals: Pick<AuditSeals, 'latest'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly policyDesk: Sts['desk'];
  readonly tokenDesk: Sts['tokenDesk'];
  readonly minter: Pick<TokenMinter, 'listOwn'>;
  readonly proposals: PolicyProposals;
  /** Of this process: for what it read itself. */
  readonly clock: Pick<Clock, 'now'>;
}
