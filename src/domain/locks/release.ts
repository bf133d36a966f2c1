/** Decides whether a caller may free a key. Called under the lock on the key's row, with the database's time. */
import { relationTo } from './holder.ts';
import { endLapsed, hasLapsed, isHeld, type LockEnd, type LockHolder, type LockRecord } from './lock.ts';

/** Whether the holder's run is still live according to GitHub; `unknown` without an answer. */
export type RunState = 'live' | 'over' | 'unknown';

export interface ReleaseRequest {
  readonly caller: LockHolder;
  /** Frees this grant only; `undefined`: whatever grant the key has. */
  readonly id: string | undefined;
  /** Set when the caller may override, with the reason to record. */
  readonly forced: { readonly reason: string } | undefined;
  /** `open`: any run may free a lock that another run holds. */
  readonly policy: 'guarded' | 'open';
  /** Frees nothing but a grant of this very caller that it has not confirmed. */
  readonly pendingOnly?: boolean | undefined;
  /** What GitHub said about the holder of the grant `id`; a verdict on another grant is worth nothing. */
  readonly judged: { readonly id: string; readonly run: RunState } | undefined;
}

/** Why it was allowed: the holder itself, a job of its run, its run being over, or an override. */
type ReleaseHow = 'own' | 'same_run' | 'run_over' | 'open' | 'forced';

export type ReleaseDecision =
  | { readonly status: 'released'; readonly how: ReleaseHow; readonly record: LockRecord }
  /** The caller is a job of the deployment that holds the key, and the lock ends with the deployment. */
  | { readonly status: 'kept'; readonly record: LockRecord }
  | {
      readonly status: 'absent';
      /** The caller's own grant, which expired or was released by another caller. */
      readonly lost: LockRecord | undefined;
      /** The grant ran out, and this is the moment to put it on record: as it is then. */
      readonly lapsed: LockRecord | undefined;
    }
  | { readonly status: 'guarded'; readonly record: LockRecord; readonly run: RunState }
  /** The answer depends on the holder's run: ask GitHub, then decide again. */
  | { readonly status: 'undecided'; readonly record: LockRecord };

function ended(record: LockRecord, by: LockEnd, now: number): LockRecord {
  // After a clean end no job can still use it: free at once.
  return { ...record, ended: { at: now, by }, freeAt: now };
}

function released(record: LockRecord, how: ReleaseHow, now: number): ReleaseDecision {
  const by = how === 'forced' || how === 'open' ? 'forced' : how === 'run_over' ? 'run_over' : 'released';
  return { status: 'released', how, record: ended(record, by, now) };
}

/** What the caller would be shocked to learn too late: its own grant is over, and not by its own hand. */
function lostBy(caller: LockHolder, record: LockRecord): LockRecord | undefined {
  return relationTo(record.holder, caller) === 'same' && record.ended?.by !== 'released' ? record : undefined;
}

/** `record`: the latest grant of the key, `undefined` when there was none. */
export function decideRelease(
  record: LockRecord | undefined,
  request: ReleaseRequest,
  now: number,
): ReleaseDecision {
  if (record === undefined || (request.id !== undefined && request.id !== record.id)) {
    return { status: 'absent', lost: undefined, lapsed: undefined };
  }
  const { caller, forced, judged } = request;
  const isOwnPending = record.pending === true && relationTo(record.holder, caller) === 'same';
  if (request.pendingOnly === true && !isOwnPending) {
    return { status: 'absent', lost: undefined, lapsed: undefined };
  }
  if (!isHeld(record, now)) {
    const lapsed = hasLapsed(record, now) ? endLapsed(record) : undefined;
    return { status: 'absent', lost: lostBy(caller, record), lapsed };
  }
  const relation = relationTo(record.holder, caller);
  if (relation === 'same') return released(record, 'own', now);
  // A newer attempt exists only once the older one is over. An older one is a late answer from the dead.
  if (relation === 'sibling' || relation === 'newer') return released(record, 'same_run', now);
  if (forced !== undefined) return released(record, 'forced', now);
  if (relation === 'member') return { status: 'kept', record };
  if (request.policy === 'open') return released(record, 'open', now);
  // The server watches the runs of a deployment itself, and ends the lock with the last of them.
  if (record.kind === 'deployment') return { status: 'guarded', record, run: 'live' };
  if (judged?.id !== record.id) return { status: 'undecided', record };
  return judged.run === 'over'
    ? released(record, 'run_over', now)
    : { status: 'guarded', record, run: judged.run };
}

export type LapseDecision =
  | { readonly status: 'ended'; readonly record: LockRecord }
  | { readonly status: 'unchanged' };

/**
 * What a round of the reconciler makes of a grant whose holder's run is in the state `run`: a grant that ran out is put
 * on record as such, and a run lock whose run is over ends. A hold is never ended by its run.
 */
export function decideLapse(
  record: LockRecord | undefined,
  judged: { readonly id: string; readonly run: RunState },
  now: number,
): LapseDecision {
  if (record === undefined || record.id !== judged.id || record.ended !== undefined) {
    return { status: 'unchanged' };
  }
  if (!isHeld(record, now)) return { status: 'ended', record: endLapsed(record) };
  return record.kind === 'run' && judged.run === 'over'
    ? { status: 'ended', record: ended(record, 'run_over', now) }
    : { status: 'unchanged' };
}
