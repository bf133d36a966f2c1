/** `GET /audit`, `GET /audit/export`: for admins of the workspace that they name. A look at the audit is on record itself when it is refused. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import {
  type AuditEntryData,
  defaultAuditPageLength,
  exportAuditRoute,
  listAuditRoute,
  maxAuditPageLength,
} from '../../api/routes/audit.ts';
import { type AuditFilter, maxAuditPage } from '../../domain/audit/filter.ts';
import { admitAdmin } from '../access/admit-admin.ts';
import { registerCallerRoute } from '../access/api-route.ts';
import type { Caller } from '../access/caller.ts';
import { refuseJob } from '../access/refuse-job.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, refuse, type Streamed } from '../http/answer.ts';
import { type AuditQuery, readAuditFilter, showAuditEntry } from './audit-query.ts';

type AuditDependencies = Pick<AppDependencies, 'config' | 'store' | 'sessions' | 'admins'>;
type ListQuery = Static<(typeof listAuditRoute)['query']>;

/** Most exports that are under way at a time on this server: each holds a page in memory. */
const maxExports = 4;

async function admit(
  caller: Caller,
  query: AuditQuery,
  { traceId, deps }: { readonly traceId: string; readonly deps: AuditDependencies },
): Promise<
  | { readonly status: 'admitted'; readonly workspace: WorkspaceConfig }
  | (Answer<never> & { status: 'refused' })
> {
  if (caller.kind === 'admin') {
    return admitAdmin(caller.admin, { workspaceId: query.workspace, event: 'audit.read', traceId }, deps);
  }
  return refuseJob();
}

/** Up to there no entry can appear any more. */
async function readSealedEnd({ store }: AuditDependencies): Promise<number> {
  return (await store.seals.latest()).seal?.lastId ?? 0;
}

async function list(
  filter: AuditFilter,
  { order = 'newest', after, limit: asked }: ListQuery,
  deps: AuditDependencies,
): Promise<{ readonly entries: readonly AuditEntryData[]; readonly next?: string }> {
  const limit = Math.min(Number(asked ?? defaultAuditPageLength), maxAuditPageLength);
  const afterId = after === undefined ? undefined : Number(after);
  if (order === 'newest') {
    const beforeId = afterId === undefined ? {} : { beforeId: afterId };
    const entries = await deps.store.audit.list({ ...filter, ...beforeId, order, limit });
    const last = entries.length === limit ? entries.at(-1) : undefined;
    return { entries: entries.map(showAuditEntry), ...(last === undefined ? {} : { next: String(last.id) }) };
  }
  const throughId = await readSealedEnd(deps);
  const entries = await deps.store.audit.list({ ...filter, afterId: afterId ?? 0, throughId, limit });
  const last = entries.length === limit ? entries.at(-1)?.id : undefined;
  return {
    entries: entries.map(showAuditEntry),
    next: String(last ?? Math.max(throughId, afterId ?? 0)),
  };
}

async function* exportLines(
  filter: AuditFilter,
  firstAfter: number,
  deps: AuditDependencies,
): AsyncGenerator<string> {
  const throughId = await readSealedEnd(deps);
  for (let afterId = firstAfter; ; ) {
    const page = await deps.store.audit.list({ ...filter, afterId, throughId, limit: maxAuditPage });
    yield page.map((entry) => `${JSON.stringify(showAuditEntry(entry))}\n`).join('');
    const last = page.at(-1);
    if (last === undefined || page.length < maxAuditPage) return;
    afterId = last.id;
  }
}

export function registerAuditRoutes(app: FastifyInstance, deps: AuditDependencies): void {
  registerCallerRoute(app, deps, listAuditRoute, async ({ caller, query, traceId }) => {
    const admission = await admit(caller, query, { traceId, deps });
    if (admission.status === 'refused') return admission;
    const read = await readAuditFilter(admission.workspace, query, deps.store);
    if (read.status === 'refused') return read;
    return answer(read.status === 'nothing' ? { entries: [] } : await list(read.filter, query, deps));
  });

  let underWay = 0;
  async function* counted(lines: AsyncIterable<string>): AsyncGenerator<string> {
    try {
      yield* lines;
    } finally {
      underWay -= 1;
    }
  }
  registerCallerRoute(app, deps, exportAuditRoute, async ({ caller, query, traceId }) => {
    const admission = await admit(caller, query, { traceId, deps });
    if (admission.status === 'refused') return admission;
    const read = await readAuditFilter(admission.workspace, query, deps.store);
    if (read.status === 'refused') return read;
    if (underWay >= maxExports) {
      return refuse(
        503,
        'Unavailable',
        `${maxExports} exports are under way already. Try again when one has ended.`,
      );
    }
    underWay += 1;
    const { contentType } = exportAuditRoute;
    const chunks =
      read.status === 'nothing' ? empty() : exportLines(read.filter, Number(query.after ?? 0), deps);
    return { status: 'streamed', contentType, chunks: counted(chunks) } satisfies Streamed;
  });
}

async function* empty(): AsyncGenerator<string> {}
