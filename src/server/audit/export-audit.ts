/** Exports the sealed entries of a filter, one JSON object per line, for the API and for the page of the audit log. */
import { exportAuditRoute } from '../../api/routes/audit.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import { type AuditFilter, maxAuditPage } from '../../domain/audit/filter.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import { type RefusedAnswer, refuseRequest, type Streamed } from '../http/answer.ts';
import { type AuditQuery, showAuditEntry } from './audit-query.ts';
import type { AuditLog } from './store.ts';

export interface ExportPorts {
  readonly audit: Pick<AuditLog, 'list' | 'append'>;
  readonly seals: Pick<AuditSeals, 'latest'>;
}

interface AuditExport {
  /** `undefined`: no entry can match. */
  readonly filter: AuditFilter | undefined;
  /** Only entries with an id above it. */
  readonly afterId: number;
  /** Names the person or the token, and the filter. It is in the log before the first line is sent. */
  readonly entry: AuditEntry;
}

export type StartExport = (asked: AuditExport) => Promise<RefusedAnswer | Streamed>;

/** Fields of a query that choose entries. */
type ExportFields = Omit<AuditQuery, 'workspace'>;

/** The entry of an export, without who it is: what was asked for. */
export function describeExport(
  { workspaceId, traceId }: { readonly workspaceId: string; readonly traceId: string },
  fields: ExportFields,
): AuditEntry {
  const filter = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { event: 'audit.exported', outcome: 'allowed', workspaceId, traceId, details: { filter } };
}

/** Most exports in progress at a time on this server: each holds a page in memory. */
const maxExports = 4;

/** No entry can appear any more up to this id. */
export async function readSealedEnd({ seals }: Pick<ExportPorts, 'seals'>): Promise<number> {
  return (await seals.latest()).seal?.lastId ?? 0;
}

async function* exportLines(
  filter: AuditFilter | undefined,
  firstAfter: number,
  ports: ExportPorts,
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
export function createExporter(ports: ExportPorts): StartExport {
  let inProgress = 0;
  async function* counted(lines: AsyncIterable<string>): AsyncGenerator<string> {
    try {
      yield '';
      yield* lines;
    } finally {
      inProgress -= 1;
    }
  }
  return async ({ filter, afterId, entry }) => {
    if (inProgress >= maxExports) {
      const message = `${maxExports} exports are in progress already. Try again when one has ended.`;
      return refuseRequest(503, 'Unavailable', message);
    }
    inProgress += 1;
    try {
      await ports.audit.append(entry);
    } catch (error) {
      inProgress -= 1;
      throw error;
    }
    const { contentType } = exportAuditRoute;
    const chunks = counted(exportLines(filter, afterId, ports));
    // A generator that was not begun runs no `finally`, and a client may go before it asks for a line.
    void chunks.next();
    return { status: 'streamed', contentType, chunks };
  };
}
