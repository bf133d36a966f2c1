/** The uploading job, by the claims of the session: the body says nothing about the event or the run (docs/wire.md#affected-stacks-upload). */

import { isRecord } from '../../../base/text.ts';
import { permissionSubject } from '../../../domain/permissions/decide.ts';
import type { SessionClaims } from '../../access/session.ts';
import type { Uploader } from './store.ts';

/** Claims that are kept with an upload, under GitHub's names. */
const keptClaims = [
  'run_id',
  'run_attempt',
  'check_run_id',
  'event_name',
  'ref',
  'head_ref',
  'base_ref',
  'sha',
  'actor',
  'actor_id',
  'workflow_ref',
  'environment',
] as const;

export function describeUploader({ claims, repository }: SessionClaims, traceId: string): Uploader {
  const kept: Record<string, string> = {};
  for (const name of keptClaims) {
    const value = claims[name];
    if (value !== undefined) kept[name] = value;
  }
  return { ...kept, repository, trace_id: traceId };
}

export function isUploader(value: unknown): value is Uploader {
  return isRecord(value) && Object.values(value).every((claim) => typeof claim === 'string');
}

/** One job of one attempt of a run: refreshed sessions of the job are the same, another job is not. */
export function runOf({ run_id, run_attempt, check_run_id }: Uploader): string {
  return [run_id, run_attempt, check_run_id ?? ''].join('/');
}

/**
 * What tells apart the uploads of one head commit, so that a re-run replaces and nothing else does: the event, the ref
 * and the workflow. Both runs of a pull request have the head of its branch as `head_sha`. The ref of one that is open is
 * `refs/pull/N/merge`; once it has been merged, its run is of the branch that it was merged into, `refs/heads/…`.
 */
export function originOf(uploader: Uploader): string {
  const { workflow } = permissionSubject(uploader);
  return JSON.stringify([uploader['event_name'] ?? '', uploader['ref'] ?? '', workflow]);
}

/** As answers show it. */
export function showUploader(uploader: Uploader) {
  const { run_id, run_attempt, event_name, ref, head_ref, base_ref, sha, actor, workflow_ref } = uploader;
  return {
    runId: run_id ?? '',
    runAttempt: run_attempt ?? '',
    event: event_name ?? '',
    ref: ref ?? '',
    headRef: head_ref ?? '',
    baseRef: base_ref ?? '',
    sha: sha ?? '',
    actor: actor ?? '',
    workflowRef: workflow_ref ?? '',
  };
}
