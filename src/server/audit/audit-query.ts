/** Reads the query of an admin's request into a filter over the audit. */
import type { Static } from 'typebox';
import type { AuditEntryData, exportAuditRoute } from '../../api/routes/audit.ts';
import { ok } from '../../base/result.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { readEventFilter } from '../../domain/audit/events.ts';
import type { AuditFilter } from '../../domain/audit/filter.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, type RefusedAnswer, refuseRequest, type Shown } from '../http/answer.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import type { RepositoryStore } from '../repositories/store.ts';

export type AuditQuery = Static<(typeof exportAuditRoute)['query']>;

/** RFC 3339, with a zone: a local time would mean another moment on each server. */
const moment = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const idPattern = /^[1-9][0-9]{0,19}$/;

function readMoment(text: string): number | undefined {
  const time = moment.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function readTimes({ from, to }: AuditQuery): Answer<Pick<AuditFilter, 'from' | 'to'>> {
  const times: { from?: number; to?: number } = {};
  for (const [name, text] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (text === undefined) continue;
    const time = readMoment(text);
    if (time === undefined)
      return refuseInvalid(name, 'a time in RFC 3339 with a zone, such as 2026-11-25T08:00:00Z');
    times[name] = time;
  }
  return ok(times);
}

function refuseInvalid(field: string, expected: string): RefusedAnswer {
  return refuseRequest(400, 'InvalidRequest', `Invalid \`${field}\`. Send ${expected}.`);
}

function readEvent(event: string | undefined): Answer<Pick<AuditFilter, 'event' | 'eventPrefix'>> {
  if (event === undefined) return ok({});
  const filter = readEventFilter(event);
  return filter === undefined
    ? refuseInvalid('event', 'an event of docs/audit.md, such as token.mint or lock.*')
    : ok(filter);
}

interface Ids {
  readonly repositoryId: string | undefined;
  readonly sourceId: string | undefined;
}

/** `undefined` for a repository that the workspace does not have. */
async function readIds(
  workspace: WorkspaceConfig,
  { repository, source }: AuditQuery,
  repositories: Pick<RepositoryStore, 'list'>,
): Promise<Ids | undefined> {
  if (repository === undefined && source === undefined)
    return { repositoryId: undefined, sourceId: undefined };
  const names = await readRepositoryNames(workspace, repositories);
  const idOf = (text: string) => (idPattern.test(text) ? text : names.idOf(text));
  const repositoryId = repository === undefined ? undefined : idOf(repository);
  const sourceId = source === undefined ? undefined : idOf(source);
  const isUnknown =
    (repository !== undefined && repositoryId === undefined) ||
    (source !== undefined && sourceId === undefined);
  return isUnknown ? undefined : { repositoryId, sourceId };
}

/** `undefined`: no entry can match, since the workspace has no such repository. */
export async function readAuditFilter(
  workspace: WorkspaceConfig,
  query: AuditQuery,
  repositories: Pick<RepositoryStore, 'list'>,
): Promise<Answer<AuditFilter | undefined>> {
  const { outcome, actor, run: runId, trace: traceId } = query;
  const times = readTimes(query);
  if (times.status === 'refused') return times;
  const events = readEvent(query.event);
  if (events.status === 'refused') return events;
  const ids = await readIds(workspace, query, repositories);
  if (ids === undefined) return ok(undefined);
  const own = { workspaceId: workspace.id, outcome, actor, runId, traceId };
  return ok({ ...own, ...times.value, ...ids, ...events.value });
}

export function showAuditEntry(entry: StoredAuditEntry): Shown<AuditEntryData> {
  return { ...entry, at: new Date(entry.at).toISOString() };
}
