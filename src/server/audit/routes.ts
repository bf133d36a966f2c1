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
import { type AuditFilter, maxAuditPage } from '../../domain/audit/filter.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import { type Answer, refuseRequest, type Shown, type Streamed } from '../http/answer.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import { type AuditQuery, readAuditFilter, showAuditEntry } from './audit-query.ts';
import type { AuditLog } from './store.ts';

export interface AuditRoutePorts {
  readonly audit: Pick<AuditLog, 'list'>;
  readonly seals: Pick<AuditSeals, 'latest'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
}

type ListQuery = Static<(typeof listAuditRoute)['query']>;
interface AuditPage {
  readonly entries: readonly Shown<AuditEntryData>[];
  readonly next?: string | undefined;
}

/** Most exports in progress at a time on this server: each holds a page in memory. */
const maxExports = 4;

/** No entry can appear any more up to this id. */
async function readSealedEnd({ seals }: AuditRoutePorts): Promise<number> {
  return (await seals.latest()).seal?.lastId ?? 0;
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

async function* exportLines(
  filter: AuditFilter | undefined,
  firstAfter: number,
  ports: AuditRoutePorts,
): AsyncGenerator<string> {
  if (filter === undefined) return;
  const throughId = await readSealedEnd(ports);
  for (let afterId = firstAfter; ; ) {
    const page = await ports.audit.list({ ...filter, afterId, throughId, limit: maxAuditPage });
    yield page.map((entry) => `${JSON.stringify(showAuditEntry(entry))}\n`).join('');
    const last = page.at(-1);
    if (last === undefined || page.length < maxAuditPage) return;
    afterId = last.id;
  }
}

/** Bounds the exports that are in progress. */
function createExporter(ports: AuditRoutePorts) {
  let inProgress = 0;
  async function* counted(lines: AsyncIterable<string>): AsyncGenerator<string> {
    try {
      yield* lines;
    } finally {
      inProgress -= 1;
    }
  }
  return (
    filter: AuditFilter | undefined,
    { after }: AuditQuery & { after?: string },
  ): Answer<never> | Streamed => {
    if (inProgress >= maxExports) {
      const message = `${maxExports} exports are in progress already. Try again when one has ended.`;
      return refuseRequest(503, 'Unavailable', message);
    }
    inProgress += 1;
    const { contentType } = exportAuditRoute;
    const chunks = counted(exportLines(filter, Number(after ?? 0), ports));
    return { status: 'streamed', contentType, chunks };
  };
}

export function registerAuditRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: AuditRoutePorts,
): void {
  const { repositories } = ports;
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
  const startExport = createExporter(ports);
  register(app, exportAuditRoute, {
    ...reading,
    workspaceOf: ({ query }) => query.workspace,
    handle: async ({ caller, query }) => {
      const filter = await readAuditFilter(caller.workspace, query, repositories);
      return filter.status === 'refused' ? filter : startExport(filter.value, query);
    },
  });
}
