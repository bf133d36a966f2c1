/** Holders, requests and a recorder for the tests of locks. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntry } from '../../src/domain/audit/entry.ts';
import type { LockEvent } from '../../src/domain/locks/events.ts';
import { holderOfDeployment } from '../../src/domain/locks/holder.ts';
import type { LockHolder, LockRecord } from '../../src/domain/locks/lock.ts';
import type { ReleaseRequest } from '../../src/domain/locks/release.ts';
import type { TakeRequest } from '../../src/domain/locks/take.ts';
import type { Store } from './store.ts';

export const place = { workspaceId: 'ws_1', repositoryId: '1001' } as const;

/** The job `job` of the run `run`. */
export function holder(run: string, attempt = 1, job = 'job'): LockHolder {
  return {
    issuer: 'https://issuer.example',
    repositoryId: place.repositoryId,
    runId: run,
    runAttempt: attempt,
    checkRunId: job,
    repository: 'acme/infra',
    runUrl: `https://github.com/acme/infra/actions/runs/${run}/attempts/${attempt}`,
    actor: 'octocat',
    workflow: 'deploy.yml',
  };
}

/** A deployment that has started the runs. */
export function deploymentHolder(id: string, runIds: readonly string[] = []): LockHolder {
  const { repositoryId } = place;
  const runs = runIds.map((runId) => ({ runId, attempt: 1, url: holder(runId).runUrl }));
  const named = {
    repositoryId,
    repository: 'acme/infra',
    subject: 'pull request 12',
    workflow: 'apply.yaml',
  };
  return holderOfDeployment({ ...named, id, runs });
}

export function takeRequest(by: LockHolder, path: string, more: Partial<TakeRequest> = {}): TakeRequest {
  return {
    ...place,
    path,
    holder: by,
    kind: 'hold',
    ttlMs: 60_000,
    message: 'Locked by Atmos',
    graceMs: 5_000,
    id: randomUUID(),
    ...more,
  };
}

export function releaseRequest(caller: LockHolder, more: Partial<ReleaseRequest> = {}): ReleaseRequest {
  return { caller, id: undefined, forced: undefined, policy: 'guarded', judged: undefined, ...more };
}

/** One plain audit entry per event. */
export function describeEvents(events: readonly LockEvent[]): AuditEntry[] {
  return events.map(({ name, record }) => ({
    event: name,
    outcome: 'allowed',
    workspaceId: record.workspaceId,
    traceId: record.path,
    details: { id: record.id, token: record.token },
  }));
}

/** Until the database's clock has passed `time`. */
export async function waitUntil(store: Pick<Store, 'now'>, time: number): Promise<void> {
  for (let now = await store.now(); now <= time; now = await store.now()) await sleep(time - now + 1);
}

export async function takeOne(store: Store, request: TakeRequest): Promise<LockRecord | 'held'> {
  const outcome = await store.locks.take([request], describeEvents);
  return outcome.status === 'granted' ? (outcome.grants[0]?.record as LockRecord) : 'held';
}
