/** Audit entries of uploads and of what became of them. */

import type { JsonValue } from '../../../base/json.ts';
import type { AuditEntry } from '../../../domain/audit/entry.ts';
import type { Stream, Uploader } from './store.ts';

type Details = Readonly<Record<string, JsonValue>>;

export type UploadEvent =
  | 'affected-stacks.upload'
  | 'instances.upload'
  | 'instance.status'
  | 'affected-stacks.expire'
  | 'instances.expire';

/** An entry of the server's about an upload: the verified identity is the uploader's. */
export function buildUploadEntry(
  { workspaceId, repositoryId }: Pick<Stream, 'workspaceId' | 'repositoryId'>,
  uploader: Uploader,
  entry: { readonly event: UploadEvent; readonly outcome: AuditEntry['outcome']; readonly details: Details },
): AuditEntry {
  const { repository, actor, run_id: runId, run_attempt: runAttempt = '', trace_id: traceId = '' } = uploader;
  return {
    event: entry.event,
    outcome: entry.outcome,
    workspaceId,
    repositoryId,
    repository,
    actor,
    runId,
    traceId,
    details: { ...entry.details, runAttempt },
  };
}

/** A batch whose missing chunks never arrived. */
export function describeExpired(stream: Stream, uploader: Uploader): AuditEntry {
  const event = stream.kind === 'affected' ? 'affected-stacks.expire' : 'instances.expire';
  return buildUploadEntry(stream, uploader, { event, outcome: 'failed', details: {} });
}
