/** The pages of the audit log. */
import { ok } from '../../base/result.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { auditPath, pagePatterns } from '../../web/addresses.ts';
import { auditFields, renderAuditEntryPage, renderAuditPage } from '../../web/pages/audit.ts';
import { type AuditQuery, readAuditFilter } from '../audit/audit-query.ts';
import { describeExport } from '../audit/export-audit.ts';
import { refuseRequest } from '../http/answer.ts';
import { buildPersonEntry } from '../people/index.ts';
import { nameEntries } from './name-entries.ts';
import type { PageRequest, WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';
import { readRowId } from './page-query.ts';

/** Entries of a page. */
const maxShownEntries = 50;

/** The fields of the form that have a text. */
function readForm({ query }: Pick<PageRequest, 'query'>): AuditQuery {
  const names = [...auditFields.map(({ name }) => name), 'outcome'];
  // The names are those of the API's query, and its own reader judges the values.
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  ) as AuditQuery;
}

function createAuditPage({ auditDesk, seals, repositories, exportAudit }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.audit,
    role: 'member',
    nav: { text: 'Audit', href: auditPath },
    topics: ['*'],
    download: {
      format: 'ndjson',
      fileName: 'audit.ndjson',
      role: 'admin',
      async read({ workspace, person, query, traceId }) {
        const form = readForm({ query });
        const filter = await readAuditFilter(workspace, form, repositories);
        if (filter.status === 'refused') return filter;
        const entry = buildPersonEntry(person, describeExport({ workspaceId: workspace.id, traceId }, form));
        return exportAudit({ filter: filter.value, afterId: 0, entry });
      },
    },
    async read({ workspace, role, query }) {
      const form = readForm({ query });
      const read = await readAuditFilter(workspace, form, repositories);
      const { now, seal } = await seals.latest();
      const { before, after } = query;
      const filter = read.status === 'ok' ? read.value : undefined;
      const found =
        filter === undefined
          ? { entries: [], next: undefined, newer: undefined, searchedDownTo: undefined }
          : await auditDesk.search({
              ...{ ...filter, workspaceId: workspace.id, limit: maxShownEntries },
              beforeId: readRowId(before),
              afterId: readRowId(after),
            });
      const entries = await nameEntries(workspace, found.entries, { repositories });
      return ok(
        renderAuditPage({
          ...{ ...found, entries, workspaceId: workspace.id, now, filter: form, sealedAt: seal?.sealedAt },
          mayDownload: includesRole(role, 'admin'),
          problem: read.status === 'refused' ? read.refusal.message : undefined,
        }),
      );
    },
  };
}

function createAuditEntryPage({ auditDesk, repositories }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.auditEntry,
    role: 'member',
    async read({ workspace, params }) {
      const id = params['entry'] ?? '';
      const entryId = readRowId(id);
      const entry = entryId === undefined ? undefined : await auditDesk.find(workspace.id, entryId);
      if (entry === undefined)
        return refuseRequest(404, 'RouteNotFound', 'The audit log of this workspace has no such entry.');
      const [named = entry] = await nameEntries(workspace, [entry], { repositories });
      return ok(renderAuditEntryPage(named, workspace.id));
    },
  };
}

export function createAuditPages(ports: PagePorts): readonly WorkspacePage[] {
  return [createAuditPage(ports), createAuditEntryPage(ports)];
}
