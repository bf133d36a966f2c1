/** Takes locks for a job, waiting in the queue if asked to: lets the store decide, says who stands in the way. */
import { eventsOfTake } from '../../domain/locks/events.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import { waiterId } from '../../domain/locks/queue.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Refusal } from '../http/answer.ts';
import { buildLockEntry, buildQueueDenial, type DenialSampler, describeLockEvents } from './audit.ts';
import type { LockCaller } from './caller.ts';
import { addPlace, refuseAllHeld, refuseKept, refuseLost } from './refuse-held.ts';
import type { DescribeEvents, TakeOutcome } from './store.ts';
import { readTakeRequests, type TakeAsk } from './take-requests.ts';
import type { WaitingRoom } from './waiting-room.ts';

type Granted = TakeOutcome & { readonly status: 'granted' };
type Held = TakeOutcome & { readonly status: 'held' };
type Lost = TakeOutcome & { readonly status: 'lost' };

export type Taken =
  | { readonly status: 'granted'; readonly grants: Granted['grants'] }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** How long to wait, in milliseconds, and whether somebody still listens. */
export interface WaitTerms {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface TakeContext {
  readonly caller: LockCaller;
  readonly traceId: string;
  /** Absent: answer at once. */
  readonly wait?: WaitTerms;
}

export type TakeDependencies = Pick<AppDependencies, 'store' | 'random'> & {
  readonly denials: DenialSampler;
  readonly room: WaitingRoom;
};

interface Work {
  readonly requests: readonly TakeRequest[];
  readonly holder: LockHolder;
  readonly describe: DescribeEvents;
}

/** First at once, then, while somebody is in the way, from the queue. */
async function decide(
  { requests, describe }: Work,
  wait: WaitTerms | undefined,
  { store, room }: TakeDependencies,
): Promise<Granted | Held | Lost> {
  const place = wait === undefined ? {} : { waiterId: waiterId(requests) };
  const first = await store.locks.take(requests, describe, place);
  if (first.status === 'left') throw new Error('a place was demanded that nobody asked for');
  if (first.status !== 'held' || wait === undefined) return first;
  const granted = await room.wait({ requests, describe, ...wait });
  if (granted !== undefined) return granted;
  // Nobody is given a lock who does not listen, or has stopped waiting.
  if (wait.signal.aborted) return first;
  const last = await store.locks.take(requests, describe, { ...place, isPlaceRequired: true });
  return last.status === 'left' ? first : last;
}

async function record(
  outcome: Held | Lost,
  { requests, holder }: Work,
  traceId: string,
  { store, denials }: TakeDependencies,
): Promise<void> {
  const refused = outcome.status === 'held' ? outcome.held : outcome.lost;
  for (const event of refused.flatMap(eventsOfTake)) {
    if (!denials.isDue(event.record.id, holder)) continue;
    await store.audit.append(buildLockEntry(event, { holder, traceId }));
  }
  if (outcome.status === 'lost') return;
  const { held, ahead } = outcome;
  const [request] = requests;
  if (held.length > 0 || ahead === undefined || request === undefined) return;
  if (denials.isDue(ahead.waiter.id, holder)) {
    await store.audit.append(buildQueueDenial({ request, ahead }, { holder, traceId }));
  }
}

/** All of `ask.keys` or none. */
export async function takeLocks(ask: TakeAsk, context: TakeContext, deps: TakeDependencies): Promise<Taken> {
  const { caller, traceId } = context;
  const wait = ask.terms.properties?.renewOnly === true ? undefined : context.wait;
  const read = readTakeRequests(ask, caller, deps.random);
  if (read.status === 'refused') return read;
  const { requests } = read;
  const holder = requests[0]?.holder ?? caller.holder;
  const describe: DescribeEvents = (events) => describeLockEvents(events, { holder, traceId });
  const work: Work = { requests, holder, describe };
  const outcome = await decide(work, wait, deps);
  if (outcome.status === 'granted') return outcome;
  await record(outcome, work, traceId, deps);
  const { repository } = caller.session;
  if (outcome.status === 'lost') {
    return { status: 'refused', refusal: refuseLost(outcome.lost, repository, holder) };
  }
  const { held, ahead } = outcome;
  const refusal =
    ahead === undefined
      ? refuseAllHeld(held, repository, holder)
      : refuseKept(formatLockKey({ repository, path: ahead.path }), ahead.waiter);
  const standing = wait === undefined ? undefined : await deps.store.locks.queue.stand(waiterId(requests));
  return { status: 'refused', refusal: standing === undefined ? refusal : addPlace(refusal, standing) };
}
