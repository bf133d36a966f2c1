/** Every store of the server over one database, for tests that look behind its API or work on it without a server. */
import { type AuditStores, createAuditStores } from '../../src/server/audit/store.ts';
import { createWebhookStore } from '../../src/server/audit-webhooks/open-store.ts';
import type { WebhookStore } from '../../src/server/audit-webhooks/store.ts';
import { createCommitStore } from '../../src/server/commits/commit-table.ts';
import type { CommitStore } from '../../src/server/commits/store.ts';
import type { DatabaseConfig } from '../../src/server/config/config.ts';
import {
  createDatabaseProbe,
  type DatabaseProbe,
  type OpenedDatabase,
  type OpenOptions,
  openMigratedDatabase,
} from '../../src/server/database/open.ts';
import { createLockStore } from '../../src/server/locks/open-store.ts';
import type { LockStore } from '../../src/server/locks/store.ts';
import { createRepositoryStore } from '../../src/server/repositories/repository-table.ts';
import type { RepositoryStore } from '../../src/server/repositories/store.ts';
import { createSessionStores, type SessionStores } from '../../src/server/sessions/open-store.ts';
import type { AffectedStore } from '../../src/server/stacks/affected-store.ts';
import type { InstanceStore } from '../../src/server/stacks/instance-store.ts';
import {
  createAffectedStore,
  createInstanceStore,
  createUploadStore,
} from '../../src/server/stacks/stores.ts';
import type { UploadStore } from '../../src/server/stacks/uploads/store.ts';

export interface Store extends DatabaseProbe, AuditStores, SessionStores {
  readonly repositories: RepositoryStore;
  readonly locks: LockStore;
  readonly webhooks: WebhookStore;
  readonly commits: CommitStore;
  readonly uploads: UploadStore;
  readonly affected: AffectedStore;
  readonly instances: InstanceStore;
  close(): Promise<void>;
}

/** On a database that has the current schema; also on a transaction of one. */
export function createStore(database: OpenedDatabase): Store {
  return {
    ...createDatabaseProbe(database),
    ...createAuditStores(database),
    ...createSessionStores(database),
    repositories: createRepositoryStore(database),
    locks: createLockStore(database),
    webhooks: createWebhookStore(database),
    commits: createCommitStore(database),
    uploads: createUploadStore(database),
    affected: createAffectedStore(database),
    instances: createInstanceStore(database),
    close: () => database.db.destroy(),
  };
}

export async function openStore(config: DatabaseConfig, options?: OpenOptions): Promise<Store> {
  return createStore(await openMigratedDatabase(config, options));
}
