/** `GET /audit`, `GET /audit/export`: for admins of the workspace that they name. A refused look is audited itself. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import {
  type AuditEntryData,
  defaultAuditPageLength,
  exportAuditRoute,
  listAuditRoute,
  maxAuditPageLength,
} from '../../api/routes/audit.ts';
import { ok } from '../../base/result.ts';
import type { AuditFilter } from '../../domain/audit/filter.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import { adminActor } from '../access/admin-tokens.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import type { Shown } from '../http/answer.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import { readAuditFilter, showAuditEntry } from './audit-query.ts';
import { describeExport, readSealedEnd, type StartExport } from './export-audit.ts';
import type { AuditLog } from './store.ts';

export interface AuditRoutePorts {
  readonly audit: Pick<AuditLog, 'list'>;
  readonly seals: Pick<AuditSeals, 'latest'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly startExport: StartExport;
}

type ListQuery = Static<(typeof listAuditRoute)['query']>;
interface AuditPage {
  readonly entries: readonly Shown<AuditEntryData>[];
  readonly next?: string | undefined;
}

async function listPage(
  filter: AuditFilter,
  { order = 'newest', after, limit: asked }: ListQuery,
  ports: AuditRoutePorts,
): Promise<AuditPage> {
  const limit = Math.min(Number(asked ?? defaultAuditPageLength), maxAuditPageLength);
  const afterId = after === undefined ? undefined : Number(after);
  if (order === 'newest') {
    const entries = await ports.audit.list({ ...filter, beforeId: afterId, order, limit });
    const last = entries.length === limit ? entries.at(-1) : undefined;
    return { entries: entries.map(showAuditEntry), next: last && String(last.id) };
  }
  const throughId = await readSealedEnd(ports);
  const entries = await ports.audit.list({ ...filter, afterId: afterId ?? 0, throughId, limit });
  const last = entries.length === limit ? entries.at(-1)?.id : undefined;
  return {
    entries: entries.map(showAuditEntry),
    next: String(last ?? Math.max(throughId, afterId ?? 0)),
  };
}

export function registerAuditRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: AuditRoutePorts,
): void {
  const { repositories, startExport } = ports;
  const reading = { callers: 'admins', denial: 'audit.read' } as const;
  register(app, listAuditRoute, {
    ...reading,
    workspaceOf: ({ query }) => query.workspace,
    handle: async ({ caller, query }) => {
      const filter = await readAuditFilter(caller.workspace, query, repositories);
      if (filter.status === 'refused') return filter;
      return ok(filter.value === undefined ? { entries: [] } : await listPage(filter.value, query, ports));
    },
  });
  register(app, exportAuditRoute, {
    ...reading,
    workspaceOf: ({ query }) => query.workspace,
    handle: async ({ caller: { admin, workspace }, query, traceId }) => {
      const filter = await readAuditFilter(workspace, query, repositories);
      if (filter.status === 'refused') return filter;
      const { workspace: _, ...fields } = query;
      const described = describeExport({ workspaceId: workspace.id, traceId }, fields);
      const entry = { ...described, actor: adminActor(admin) };
      return startExport({ filter: filter.value, afterId: Number(query.after ?? 0), entry });
    },
  });
}
