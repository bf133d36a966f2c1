/** What an admin asks of the audit → a filter over it. */
import type { Static } from 'typebox';
import type { AuditEntryData, exportAuditRoute } from '../../api/routes/audit.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { auditEvents } from '../../domain/audit/events.ts';
import type { AuditFilter } from '../../domain/audit/filter.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { Refusal } from '../http/answer.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import type { Store } from '../store.ts';

export type AuditQuery = Static<(typeof exportAuditRoute)['query']>;

export type ReadFilter =
  | { readonly status: 'read'; readonly filter: AuditFilter }
  /** A repository that the workspace does not have: nothing fits. */
  | { readonly status: 'nothing' }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** RFC 3339, with a zone: a local time would mean another moment on each server. */
const moment = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const idPattern = /^[1-9][0-9]{0,19}$/;

function readMoment(text: string): number | undefined {
  const time = moment.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function readTimes({ from, to }: AuditQuery): Pick<AuditFilter, 'from' | 'to'> | Refusal {
  const times: { from?: number; to?: number } = {};
  for (const [name, text] of Object.entries({ from, to })) {
    if (text === undefined) continue;
    const time = readMoment(text);
    if (time === undefined) {
      const errorMessage = `\`${name}\` is no moment in RFC 3339 with a zone, such as 2026-11-25T08:00:00Z.`;
      return { httpStatus: 400, errorTag: 'InvalidRequest', errorMessage };
    }
    times[name as 'from' | 'to'] = time;
  }
  return times;
}

/** What no entry can be about is refused: an empty answer would read as if nothing of the kind had happened. */
function readEvent(event: string): Pick<AuditFilter, 'event' | 'eventPrefix'> | Refusal {
  const eventPrefix = event.endsWith('*') ? event.slice(0, -1) : undefined;
  const fits = Object.keys(auditEvents).some((known) =>
    eventPrefix === undefined ? known === event : known.startsWith(eventPrefix),
  );
  if (fits) return eventPrefix === undefined ? { event } : { eventPrefix };
  const errorMessage =
    '`event` fits no event of the audit log, such as token.mint or lock.*; docs/audit.md lists them.';
  return { httpStatus: 400, errorTag: 'InvalidRequest', errorMessage };
}

export async function readAuditFilter(
  workspace: WorkspaceConfig,
  query: AuditQuery,
  store: Pick<Store, 'repositories'>,
): Promise<ReadFilter> {
  const { repository, source, event, outcome, actor, run, trace } = query;
  const times = readTimes(query);
  if ('httpStatus' in times) return { status: 'refused', refusal: times };
  const events = event === undefined ? {} : readEvent(event);
  if ('httpStatus' in events) return { status: 'refused', refusal: events };
  const ids: { repositoryId?: string; sourceId?: string } = {};
  for (const [field, text] of [
    ['repositoryId', repository],
    ['sourceId', source],
  ] as const) {
    if (text === undefined) continue;
    const names = await readRepositoryNames(workspace, store);
    const id = idPattern.test(text) ? text : names.idOf(text);
    if (id === undefined) return { status: 'nothing' };
    ids[field] = id;
  }
  const filter: AuditFilter = {
    workspaceId: workspace.id,
    ...times,
    ...ids,
    ...events,
    ...(outcome === undefined ? {} : { outcome }),
    ...(actor === undefined ? {} : { actor }),
    ...(run === undefined ? {} : { runId: run }),
    ...(trace === undefined ? {} : { traceId: trace }),
  };
  return { status: 'read', filter };
}

export function showAuditEntry(entry: StoredAuditEntry): AuditEntryData {
  return { ...entry, at: new Date(entry.at).toISOString() };
}
