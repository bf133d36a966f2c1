/** The audit: appended to by every feature, sealed, pruned when it is old enough, read by admins. */
import { Registry } from 'prom-client';
import type { Clock, Logger } from '../../base/ports.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import type { Feature } from '../access/feature.ts';
import type { ServerConfig } from '../config/config.ts';
import type { MeasureStore } from '../database/measure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import { createDecisionMetrics } from './decision-metrics.ts';
import { type AuditDesk, createAuditDesk } from './desk.ts';
import { createExporter, type StartExport } from './export-audit.ts';
import { type AuditIntents, createAuditIntents } from './intents.ts';
import { createAuditMetrics } from './metrics.ts';
import { createIntentReports } from './report-intents.ts';
import { createRetention } from './retain-audit.ts';
import { registerAuditRoutes } from './routes.ts';
import { createSealing } from './seal-audit.ts';
import { type AuditLog, createAuditStores } from './store.ts';

export interface AuditPorts {
  readonly config: Pick<ServerConfig, 'auditRetentionDays'>;
  readonly database: OpenedDatabase;
  readonly measure: MeasureStore;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Audit extends Feature {
  readonly audit: AuditLog;
  readonly seals: AuditSeals;
  /** For the pages of people. */
  readonly desk: AuditDesk;
  readonly startExport: StartExport;
  readonly intents: Pick<AuditIntents, 'open' | 'close'>;
}

export function createAudit(ports: AuditPorts): Audit {
  const { measure, repositories, logger } = ports;
  const { auditRetentionDays: days } = ports.config;
  const stores = createAuditStores(ports.database);
  const seals = measure('seals', stores.seals);
  const pruning = measure('pruning', stores.pruning);
  const stored = measure('audit', stores.audit);
  const registry = new Registry();
  const decisions = createDecisionMetrics(registry);
  const audit: AuditLog = {
    list: (filter) => stored.list(filter),
    async append(entry: AuditEntry) {
      await stored.append(entry);
      decisions.decided(entry);
    },
  };
  const storedIntents = measure('intents', createAuditIntents(ports.database));
  const intents: Audit['intents'] = {
    async open(intent) {
      await storedIntents.open(intent);
      decisions.decided(intent.entry);
    },
    async close(id, outcome, within) {
      await storedIntents.close(id, outcome, within);
      for (const entry of outcome) decisions.decided(entry);
    },
  };
  const startExport = createExporter({ audit, seals });
  const metrics = createAuditMetrics(registry, { audit, pruning, retentionDays: days });
  return {
    audit,
    seals,
    desk: measure('auditDesk', createAuditDesk(ports.database)),
    intents,
    startExport,
    routes: (app, register) =>
      registerAuditRoutes(app, register, { audit, seals, repositories, startExport }),
    work: [
      createSealing({ audit, seals, logger, metrics }),
      ...(days === undefined ? [] : [createRetention({ pruning, days, logger })]),
      createIntentReports({ database: ports.database, logger, decided: decisions.decided }),
    ],
    metrics: registry,
  };
}
