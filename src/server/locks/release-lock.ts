/** Releases a lock for a job. Another run's lock stays until GitHub says that the run is over, or by force. */
import type { UnlockRequest } from '../../api/routes/locks.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import type { ReleaseDecision, ReleaseRequest } from '../../domain/locks/release.ts';
import { sayAbsent, sayGuarded } from '../../domain/locks/words.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import { buildLockEntry, type DenialSampler, describeLockEvents } from './audit.ts';
import { type LockCaller, readOwnKey } from './caller.ts';
import { refuseHeld } from './refuse-held.ts';
import type { LockAddress } from './store.ts';

/** How often GitHub is asked when the key changes hands meanwhile. */
const maxRounds = 3;

export type Released =
  | { readonly status: 'released'; readonly record: LockRecord }
  | { readonly status: 'refused'; readonly refusal: Refusal };

type ReleaseDependencies = Pick<AppDependencies, 'store' | 'runs'> & { readonly denials: DenialSampler };

interface Target {
  /** `undefined`: nothing has this id. */
  readonly path: string | undefined;
  readonly id: string | undefined;
}

function refuseRelease(refusal: Refusal): { readonly status: 'refused'; readonly refusal: Refusal } {
  return { status: 'refused', refusal };
}

function refuseInvalid(errorMessage: string) {
  return refuseRelease({ httpStatus: 400, errorTag: 'InvalidRequest', errorMessage });
}

async function findTarget(
  ask: UnlockRequest,
  caller: LockCaller,
  { store }: ReleaseDependencies,
): Promise<Target | { readonly status: 'refused'; readonly refusal: Refusal }> {
  if (ask.force === true && ask.reason === undefined) {
    return refuseInvalid('A release by force needs a `reason`: it goes on record.');
  }
  if (ask.key !== undefined) {
    const read = readOwnKey(ask.key, caller);
    return read.status === 'refused' ? read : { path: read.key.path, id: ask.id };
  }
  if (ask.id === undefined) return refuseInvalid('Name the lock by `key` or by `id`.');
  const found = await store.locks.find(caller.workspace.id, ask.id);
  const isOwn = found?.record.repositoryId === caller.session.repositoryId;
  return { path: isOwn ? found.record.path : undefined, id: ask.id };
}

async function decide(
  address: LockAddress,
  request: ReleaseRequest & { readonly reason?: string },
  { traceId, deps }: { readonly traceId: string; readonly deps: ReleaseDependencies },
): Promise<ReleaseDecision> {
  const { store, runs } = deps;
  const actor = { holder: request.caller, traceId };
  let judged: ReleaseRequest['judged'];
  for (let round = 0; ; round += 1) {
    const decision = await store.locks.release(address, { ...request, judged }, (events) =>
      describeLockEvents(events, actor),
    );
    if (decision.status !== 'undecided') return decision;
    const { record } = decision;
    if (round === maxRounds) return { status: 'guarded', record, run: 'unknown' };
    judged = { id: record.id, run: await runs.ask(record) };
  }
}

/** `ask.force` must have been allowed before. */
export async function releaseLock(
  ask: UnlockRequest,
  { caller, traceId }: { readonly caller: LockCaller; readonly traceId: string },
  deps: ReleaseDependencies,
): Promise<Released> {
  const target = await findTarget(ask, caller, deps);
  if ('refusal' in target) return target;
  const { workspace, session } = caller;
  const { path, id } = target;
  const notFound = (errorMessage: string) =>
    refuseRelease({ httpStatus: 404, errorTag: 'LockNotFound', errorMessage });
  if (path === undefined) return notFound(sayAbsent(undefined, undefined));
  const address = { workspaceId: workspace.id, repositoryId: session.repositoryId, path };
  const key = formatLockKey({ repository: session.repository, path });
  const holder = caller.holder;
  const { force, reason } = ask;
  const decision = await decide(
    address,
    {
      caller: holder,
      id,
      forced: force === true && reason !== undefined ? { reason } : undefined,
      policy: workspace.locks.release,
      judged: undefined,
      ...(reason === undefined ? {} : { reason }),
    },
    { traceId, deps },
  );
  if (decision.status === 'released') return decision;
  if (decision.status === 'absent') return notFound(sayAbsent(key, decision.lost));
  const { record } = decision;
  if (deps.denials.isDue(record.id, holder)) {
    const event = { name: 'lock.denied', record, how: 'guarded' } as const;
    await deps.store.audit.append(buildLockEntry(event, { holder, traceId }));
  }
  const run = decision.status === 'guarded' ? decision.run : 'unknown';
  return refuseRelease(refuseHeld(sayGuarded(record, key, run), record, key));
}
