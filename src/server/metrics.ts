/**
 * Everything that the server measures about itself. Each concern has a module beside this one, `create…Metrics(registry)`, and a
 * field here; who measures is handed that field alone.
 *
 * Names follow https://prometheus.io/docs/practices/naming/ and begin with `atmos_pro_`. A label's values are few and ours: no
 * path, name, id or text of a caller, so that nobody can grow the server's memory or read about a tenant here. Exceptions are the
 * number of an installation of the GitHub App, for at most 50 of them, and the names that the configuration gives to audit webhooks.
 */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type AuditMetrics, createAuditMetrics } from './audit/metrics.ts';
import { createWebhookMetrics, type WebhookMetrics } from './audit-webhooks/metrics.ts';
import { createRequestMetrics, type RequestMetrics } from './http/request-metrics.ts';
import { createLockMetrics, type LockMetrics } from './locks/metrics.ts';
import { createGitHubMetrics, type GitHubMetrics } from './metrics/github-metrics.ts';
import { createStoreMetrics, type StoreMetrics } from './metrics/store-metrics.ts';
import { createUploadMetrics, type UploadMetrics } from './stacks/uploads/metrics.ts';
import { createMaintenanceMetrics, type MaintenanceMetrics } from './work/metrics.ts';

export interface Metrics {
  readonly registry: Registry;
  readonly requests: RequestMetrics;
  readonly github: GitHubMetrics;
  readonly store: StoreMetrics;
  readonly audit: AuditMetrics;
  readonly webhooks: WebhookMetrics;
  readonly locks: LockMetrics;
  readonly uploads: UploadMetrics;
  readonly maintenance: MaintenanceMetrics;
}

/** With a registry of its own: several servers in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: createRequestMetrics(registry),
    github: createGitHubMetrics(registry),
    store: createStoreMetrics(registry),
    audit: createAuditMetrics(registry),
    webhooks: createWebhookMetrics(registry),
    locks: createLockMetrics(registry),
    uploads: createUploadMetrics(registry),
    maintenance: createMaintenanceMetrics(registry),
  };
}
