/** Takes locks for a job. If the request allows a wait, the job waits in the queue. A refusal names the holder. */
import type { LockManyRequest } from '../../api/routes/locks.ts';
import type { Sent } from '../../base/json.ts';
import type { Random } from '../../base/ports.ts';
import { ok, refuse } from '../../base/result.ts';
import { eventsOfTake } from '../../domain/locks/events.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import { waiterId } from '../../domain/locks/queue.ts';
import type { TakeRequest } from '../../domain/locks/take.ts';
import { refuseExhausted, shareOf } from '../access/session-bounds.ts';
import type { SessionShare } from '../access/session-count-table.ts';
import type { AuditLog } from '../audit/store.ts';
import type { Answer } from '../http/answer.ts';
import { buildLockEntry, buildQueueDenial, type DenialSampler, describeLockEvents } from './audit.ts';
import { type LockCaller, readTakeRequests } from './job-requests.ts';
import { addPlace, refuseAllHeld, refuseKept, refuseLost } from './refuse-held.ts';
import type { DescribeEvents, LockStore, TakeOutcome } from './store.ts';
import type { WaitingRoom } from './waiting-room.ts';

const secondMs = 1_000;

type Granted = TakeOutcome & { readonly status: 'granted' };
type Held = TakeOutcome & { readonly status: 'held' };
type Lost = TakeOutcome & { readonly status: 'lost' };
type Exhausted = TakeOutcome & { readonly status: 'exhausted' };

export interface TakeContext {
  readonly caller: LockCaller;
  readonly traceId: string;
  /** Aborted when the client has closed its connection. */
  readonly signal: AbortSignal;
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
  /** The job's place in the queue, which a grant removes. */
  readonly waiterId: string | undefined;
  readonly share: SessionShare;
  /** Maximum wait in the queue, in milliseconds. `undefined`: answer at once, without a place in the queue. */
  readonly waitMs: number | undefined;
  readonly signal: AbortSignal;
}

/** Makes one attempt. While the lock is held, waits in the queue. */
async function decide(
  { requests, describe, waiterId, share, waitMs, signal }: Work,
  { locks, room }: TakePorts,
): Promise<Granted | Held | Lost | Exhausted> {
  const place = { waiterId, share };
  const first = await locks.take(requests, describe, place);
  if (first.status === 'left') throw new Error('the store required a place that the request did not ask for');
  if (first.status !== 'held' || waitMs === undefined) return first;
  const granted = await room.wait({ requests, describe, share, waitMs, signal });
  if (granted !== undefined) return granted;
  // A client that has disconnected or left the queue gets no lock.
  if (signal.aborted) return first;
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

/** Takes all of the keys or none. */
export async function takeLocks(
  body: Sent<LockManyRequest>,
  context: TakeContext,
  ports: TakePorts,
): Promise<Answer<Granted['grants']>> {
  const { caller, traceId, signal } = context;
  const { waitSeconds, properties } = body;
  const renewOnly = properties?.renewOnly === true;
  const waitMs = waitSeconds === undefined || renewOnly ? undefined : waitSeconds * secondMs;
  const read = readTakeRequests(body, caller, ports.random);
  if (read.status === 'refused') return read;
  const requests = read.value;
  const holder = requests[0]?.holder ?? caller.holder;
  const describe: DescribeEvents = (events) => describeLockEvents(events, { holder, traceId });
  const share = shareOf(caller.session, 'locks');
  const hasPlace = waitMs !== undefined || renewOnly;
  const place = hasPlace ? waiterId(requests) : undefined;
  const work: Work = { requests, holder, describe, waiterId: place, share, waitMs, signal };
  const outcome = await decide(work, ports);
  if (outcome.status === 'granted') return ok(outcome.grants);
  if (outcome.status === 'exhausted') return refuseExhausted(share);
  await record(outcome, { work, traceId }, ports);
  const { repository } = caller.session;
  if (outcome.status === 'lost') return refuse(refuseLost(outcome.lost, repository, holder));
  const { held, ahead } = outcome;
  const refusal =
    ahead === undefined
      ? refuseAllHeld(held, repository, holder)
      : refuseKept(formatLockKey({ repository, path: ahead.path }), ahead.waiter);
  const standing = waitMs === undefined ? undefined : await ports.locks.queue.stand(waiterId(requests));
  return refuse(standing === undefined ? refusal : addPlace(refusal, standing));
}
