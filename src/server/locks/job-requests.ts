/** Reads lock requests of a job: its identity as a holder, the keys, and a `TakeRequest` per key. */

import type { LockManyRequest } from '../../api/routes/locks.ts';
import type { Sent } from '../../base/json.ts';
import type { Random } from '../../base/ports.ts';
import { ok, refuse } from '../../base/result.ts';
import { holderOf } from '../../domain/locks/holder.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { type LockKey, readLockKey } from '../../domain/locks/lock-key.ts';
import { confirmLeaseMs, findTtlProblem, type TakeRequest } from '../../domain/locks/take.ts';
import { type AdmittedJob, isOwnRepository } from '../access/admit.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';

export interface LockCaller extends AdmittedJob {
  /** The job as a holder. */
  readonly holder: LockHolder;
  /** All jobs of its run as one holder. */
  readonly asRun: LockHolder;
}

/** Refuses a session without a run. `serverUrl`: URL of GitHub, for the URL of the run. */
export function toLockCaller(job: AdmittedJob, serverUrl: string): Answer<LockCaller> {
  const { repositoryId, repository, issuer, claims } = job.session;
  const input = { issuer, repositoryId, repository, claims, serverUrl };
  const holder = holderOf({ ...input, scope: 'job' });
  const asRun = holderOf({ ...input, scope: 'run' });
  if (holder === undefined || asRun === undefined) {
    const message =
      'Invalid session: its ID token names no run. Exchange the ID token of a GitHub Actions job for a session.';
    return refuseRequest(400, 'NotAnActionsSession', message);
  }
  return ok({ ...job, holder, asRun });
}

/** Refuses a malformed key, and a key of another repository. */
export function readOwnLockKey(text: string, caller: AdmittedJob): Answer<LockKey> {
  const read = readLockKey(text);
  if (read.status === 'refused') return refuse({ httpStatus: 400, ...read.refusal });
  if (!isOwnRepository(read.value.repository, caller)) {
    const message = `The key names another repository than the job's own, ${caller.session.repository}. A job can lock stacks of its own repository only. If the clone has several git remotes, check which one the CLI uses.`;
    return refuseRequest(403, 'LockKeyForeign', message);
  }
  return ok({ ...read.value, repository: caller.session.repository });
}

const secondMs = 1_000;

function readKeys(keys: readonly string[], caller: LockCaller): Answer<readonly LockKey[]> {
  const known: LockKey[] = [];
  for (const text of keys) {
    const read = readOwnLockKey(text, caller);
    if (read.status === 'refused') return read;
    if (known.some(({ path }) => path === read.value.path)) {
      return refuseRequest(400, 'LockKeyInvalid', `Duplicate key ${text}. Name each key once.`);
    }
    known.push(read.value);
  }
  return ok(known);
}

/** One request per key, in the order of the keys. Refuses a duplicate key and a TTL out of bounds. */
export function readTakeRequests(
  { keys, ttl, lockMessage = '', properties }: Sent<LockManyRequest>,
  caller: LockCaller,
  random: Pick<Random, 'uuid'>,
): Answer<readonly TakeRequest[]> {
  const { workspace, session } = caller;
  const problem = findTtlProblem(ttl, workspace.locks.maxTtlSeconds);
  if (problem !== undefined) return refuseRequest(400, 'LockTtlInvalid', problem);
  const read = readKeys(keys, caller);
  if (read.status === 'refused') return read;
  const requests = read.value.map(
    ({ path }): TakeRequest => ({
      workspaceId: workspace.id,
      repositoryId: session.repositoryId,
      path,
      holder: properties?.scope === 'run' ? caller.asRun : caller.holder,
      kind: properties?.kind ?? 'hold',
      ttlMs: ttl * secondMs,
      message: lockMessage,
      graceMs: workspace.locks.graceSeconds * secondMs,
      id: random.uuid(),
      renewOnly: properties?.renewOnly ?? false,
      confirmMs: properties?.confirm === true ? confirmLeaseMs : undefined,
    }),
  );
  return ok(requests);
}
