/** Audit entries in the formats of the hosted Atmos Pro: CloudEvents 1.0 in a batch, and Datadog's log intake. */

import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';

export interface RenderedBatch {
  readonly contentType: string;
  readonly body: string;
}

/** Stable over retries, so that a receiver can drop what it has seen. */
function eventId({ id }: Pick<StoredAuditEntry, 'id'>): string {
  return `aud_${id}`;
}

/** `token.mint` → category `token`, action `mint`. */
function splitEvent(event: string): { readonly category: string; readonly action: string } {
  const [category = event, ...rest] = event.split('.');
  return { category, action: rest.join('.') };
}

function describe({ event, outcome, repository, actor }: StoredAuditEntry): string {
  const who = [repository, actor === undefined ? undefined : `by ${actor}`].filter(Boolean).join(' ');
  return `${event} ${outcome}${who === '' ? '' : `: ${who}`}`;
}

function actorOf({ actor, repositoryId }: StoredAuditEntry) {
  if (actor?.startsWith('admin:')) return { id: actor, type: 'admin' };
  return { id: actor ?? repositoryId ?? 'unknown', type: actor === undefined ? 'repository' : 'user' };
}

function toCloudEvent(entry: StoredAuditEntry, publicUrl: string) {
  const { event, outcome, workspaceId, repositoryId, repository, runId, traceId, details } = entry;
  return {
    specversion: '1.0',
    id: eventId(entry),
    source:
      workspaceId === undefined ? publicUrl : `${publicUrl}/workspaces/${encodeURIComponent(workspaceId)}`,
    type: `pro.atmos.${event}`,
    time: new Date(entry.at).toISOString(),
    // JSON leaves out what is undefined.
    subject: repositoryId,
    datacontenttype: 'application/json',
    data: {
      actor: actorOf(entry),
      action: splitEvent(event),
      target: { type: 'repository', id: repositoryId ?? '' },
      description: describe(entry),
      metadata: { outcome, workspaceId, repository, runId, traceId, details },
    },
  };
}

const levels = { allowed: 'info', denied: 'warn', failed: 'error' } as const;

function toDatadogLog(entry: StoredAuditEntry, publicUrl: string) {
  const { event, outcome, workspaceId, repository } = entry;
  const tags = [
    `outcome:${outcome}`,
    workspaceId && `workspace:${workspaceId}`,
    repository && `repository:${repository}`,
  ];
  return {
    ddsource: 'atmos-pro',
    service: 'atmos-pro',
    hostname: new URL(publicUrl).host,
    status: levels[outcome],
    message: describe(entry),
    ddtags: tags.filter(Boolean).join(','),
    event_id: eventId(entry),
    event_type: `pro.atmos.${event}`,
    timestamp: entry.at,
    audit: entry,
  };
}

/** `publicUrl` is the server's own address, which is what events come from. */
export function renderBatch(
  entries: readonly StoredAuditEntry[],
  format: WebhookDestination['format'],
  publicUrl: string,
): RenderedBatch {
  return format === 'datadog'
    ? {
        contentType: 'application/json',
        body: JSON.stringify(entries.map((entry) => toDatadogLog(entry, publicUrl))),
      }
    : {
        contentType: 'application/cloudevents-batch+json; charset=utf-8',
        body: JSON.stringify(entries.map((entry) => toCloudEvent(entry, publicUrl))),
      };
}
