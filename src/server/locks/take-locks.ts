/** Takes locks for a job, waiting in the queue if asked to: the store decides, a refusal names who holds the lock. */
import type { Random } from '../../base/ports.ts';
import { ok, refuse } from '../../base/result.ts';
import { eventsOfTake } from '../../domain/locks/events.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import { waiterId } from '../../domain/locks/queue.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import type { AuditLog } from '../audit/store.ts';
import type { Answer } from '../http/answer.ts';
import { buildLockEntry, buildQueueDenial, type DenialSampler, describeLockEvents } from './audit.ts';
import type { LockCaller } from './caller.ts';
import { addPlace, refuseAllHeld, refuseKept, refuseLost } from './refuse-held.ts';
import type { DescribeEvents, LockStore, TakeOutcome } from './store.ts';
import { readTakeRequests, type TakeAsk } from './take-requests.ts';
import type { WaitingRoom } from './waiting-room.ts';

type Granted = TakeOutcome & { readonly status: 'granted' };
type Held = TakeOutcome & { readonly status: 'held' };
type Lost = TakeOutcome & { readonly status: 'lost' };

/** How long to wait, in milliseconds, and whether the client still listens. */
export interface WaitTerms {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface TakeContext {
  readonly caller: LockCaller;
  readonly traceId: string;
  /** `undefined`: answer at once. */
  readonly wait: WaitTerms | undefined;
}

export interface TakePorts {
  readonly locks: Pick<LockStore, 'take' | 'queue'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly denials: DenialSampler;
  readonly room: WaitingRoom;
}

interface Work {
  readonly requests: readonly TakeRequest[];
  readonly holder: LockHolder;
  readonly describe: DescribeEvents;
}

/** At once first, then, while the lock is held, from the queue. */
async function decide(
  { requests, describe }: Work,
  wait: WaitTerms | undefined,
  { locks, room }: TakePorts,
): Promise<Granted | Held | Lost> {
  const place = { waiterId: wait === undefined ? undefined : waiterId(requests) };
  const first = await locks.take(requests, describe, place);
  if (first.status === 'left') throw new Error('a place was required that no request has asked for');
  if (first.status !== 'held' || wait === undefined) return first;
  const granted = await room.wait({ requests, describe, ...wait });
  if (granted !== undefined) return granted;
  // A client that no longer listens, or has stopped waiting, is given no lock.
  if (wait.signal.aborted) return first;
  const last = await locks.take(requests, describe, { ...place, isPlaceRequired: true });
  return last.status === 'left' ? first : last;
}

async function record(
  outcome: Held | Lost,
  { work: { requests, holder }, traceId }: { readonly work: Work; readonly traceId: string },
  { audit, denials }: TakePorts,
): Promise<void> {
  const refused = outcome.status === 'held' ? outcome.held : outcome.lost;
  for (const event of refused.flatMap(eventsOfTake)) {
    if (!denials.isDue(event.record.id, holder)) continue;
    await audit.append(buildLockEntry(event, { holder, traceId }));
  }
  if (outcome.status === 'lost') return;
  const { held, ahead } = outcome;
  const [request] = requests;
  if (held.length > 0 || ahead === undefined || request === undefined) return;
  if (denials.isDue(ahead.waiter.id, holder)) {
    await audit.append(buildQueueDenial({ request, ahead }, { holder, traceId }));
  }
}

/** All of `ask.keys` or none. */
export async function takeLocks(
  ask: TakeAsk,
  context: TakeContext,
  ports: TakePorts,
): Promise<Answer<Granted['grants']>> {
  const { caller, traceId } = context;
  const wait = ask.terms.properties?.renewOnly === true ? undefined : context.wait;
  const read = readTakeRequests(ask, caller, ports.random);
  if (read.status === 'refused') return read;
  const requests = read.value;
  const holder = requests[0]?.holder ?? caller.holder;
  const describe: DescribeEvents = (events) => describeLockEvents(events, { holder, traceId });
  const work: Work = { requests, holder, describe };
  const outcome = await decide(work, wait, ports);
  if (outcome.status === 'granted') return ok(outcome.grants);
  await record(outcome, { work, traceId }, ports);
  const { repository } = caller.session;
  if (outcome.status === 'lost') return refuse(refuseLost(outcome.lost, repository, holder));
  const { held, ahead } = outcome;
  const refusal =
    ahead === undefined
      ? refuseAllHeld(held, repository, holder)
      : refuseKept(formatLockKey({ repository, path: ahead.path }), ahead.waiter);
  const standing = wait === undefined ? undefined : await ports.locks.queue.stand(waiterId(requests));
  return refuse(standing === undefined ? refusal : addPlace(refusal, standing));
}
