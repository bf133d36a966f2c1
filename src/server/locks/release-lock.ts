/** Releases a lock for a job. The lock of another run is released only if GitHub reports that run as over, or by force. */
import type { UnlockRequest } from '../../api/routes/locks.ts';
import { ok, refuse } from '../../base/result.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import type { ReleaseDecision, ReleaseRequest } from '../../domain/locks/release.ts';
import { sayAbsent, sayGuarded } from '../../domain/locks/words.ts';
import type { AuditLog } from '../audit/store.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import type { RunStates } from '../repositories/run-states.ts';
import { buildLockEntry, type DenialSampler, describeLockEvents } from './audit.ts';
import { type LockCaller, readOwnLockKey } from './job-requests.ts';
import { refuseHeld } from './refuse-held.ts';
import type { LockAddress, LockRelease, LockStore } from './store.ts';

/** Maximum number of questions to GitHub if the key gets new holders during the request. */
const maxRounds = 3;

export interface ReleaseLockPorts {
  readonly locks: Pick<LockStore, 'find' | 'release'>;
  readonly runs: Pick<RunStates, 'ask'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly denials: DenialSampler;
}

export interface ReleaseContext {
  readonly caller: LockCaller;
  readonly traceId: string;
}

interface Target {
  /** `undefined`: no grant has this id. */
  readonly path: string | undefined;
  readonly id: string | undefined;
}

async function findTarget(
  ask: UnlockRequest,
  caller: LockCaller,
  { locks }: ReleaseLockPorts,
): Promise<Answer<Target>> {
  if (ask.force === true && ask.reason === undefined) {
    return refuseRequest(
      400,
      'InvalidRequest',
      'Missing `reason`: a forced release needs one for the audit.',
    );
  }
  if (ask.key !== undefined) {
    const read = readOwnLockKey(ask.key, caller);
    return read.status === 'refused' ? read : ok({ path: read.value.path, id: ask.id });
  }
  if (ask.id === undefined) return refuseRequest(400, 'InvalidRequest', 'Missing `key` or `id` of the lock.');
  const found = await locks.find(caller.workspace.id, ask.id);
  const isOwn = found?.record.repositoryId === caller.session.repositoryId;
  return ok({ path: isOwn ? found.record.path : undefined, id: ask.id });
}

async function decide(
  address: LockAddress,
  { request, traceId }: { readonly request: LockRelease; readonly traceId: string },
  { locks, runs }: ReleaseLockPorts,
): Promise<ReleaseDecision> {
  const actor = { holder: request.caller, traceId };
  let judged: ReleaseRequest['judged'];
  for (let round = 0; ; round += 1) {
    const decision = await locks.release(address, { ...request, judged }, (events) =>
      describeLockEvents(events, actor),
    );
    if (decision.status !== 'undecided') return decision;
    const { record } = decision;
    if (round === maxRounds) return { status: 'guarded', record, run: 'unknown' };
    judged = { id: record.id, run: await runs.ask(record) };
  }
}

function refuseAbsent(message: string) {
  return refuseRequest(404, 'LockNotFound', message);
}

/** The admission has checked the permission for `ask.force`. */
export async function releaseLock(
  ask: UnlockRequest,
  { caller, traceId }: ReleaseContext,
  ports: ReleaseLockPorts,
): Promise<Answer<LockRecord>> {
  const target = await findTarget(ask, caller, ports);
  if (target.status === 'refused') return target;
  const { workspace, session, holder } = caller;
  const { path, id } = target.value;
  if (path === undefined) return refuseAbsent(sayAbsent(undefined, undefined));
  const address = { workspaceId: workspace.id, repositoryId: session.repositoryId, path };
  const key = formatLockKey({ repository: session.repository, path });
  const { force, reason } = ask;
  const request: LockRelease = {
    caller: holder,
    id,
    forced: force === true && reason !== undefined ? { reason } : undefined,
    policy: workspace.locks.release,
    judged: undefined,
    reason,
  };
  const decision = await decide(address, { request, traceId }, ports);
  if (decision.status === 'released' || decision.status === 'kept') return ok(decision.record);
  if (decision.status === 'absent') return refuseAbsent(sayAbsent(key, decision.lost));
  const { record } = decision;
  if (ports.denials.isDue(record.id, holder)) {
    const event = { name: 'lock.denied', record, how: 'guarded' } as const;
    await ports.audit.append(buildLockEntry(event, { holder, traceId }));
  }
  const run = decision.status === 'guarded' ? decision.run : 'unknown';
  return refuse(refuseHeld(sayGuarded(record, key, run), record, key));
}
