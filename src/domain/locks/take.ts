/** Decides whether a key is granted. Called under the lock on the key's row, with the database's time. */
import { relationTo } from './holder.ts';
import { hasLapsed, isHeld, type LockHolder, type LockKind, type LockRecord } from './lock.ts';

/** How long a run lock that ran out is kept from others, in milliseconds: its holder may only have been slow. */
export const defaultGraceMs = 5_000;
/**
 * How long a grant lasts that its job has yet to confirm, in milliseconds: a job that was killed while it waited, behind a proxy that
 * hides the disconnect, does not. Several times what a confirmation takes.
 */
export const confirmLeaseMs = 3_000;

export interface TakeRequest {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly path: string;
  readonly holder: LockHolder;
  readonly kind: LockKind;
  readonly ttlMs: number;
  readonly message: string;
  readonly graceMs: number;
  /** Id of the grant, should this become one. */
  readonly id: string;
  /** A renewal of what the caller holds, or nothing: never a new grant. */
  readonly renewOnly?: boolean | undefined;
  /** The grant lasts this long at most, in milliseconds, until the job renews it without this field. */
  readonly confirmMs?: number | undefined;
  /** The first grant of a key gets a greater token. 0 unless given. */
  readonly tokenFloor?: number | undefined;
}

/** How long a deployment's lock lasts unless its runs end before, in milliseconds: GitHub ends a run after 35 days. */
export const deploymentLeaseMs = 40 * 24 * 60 * 60_000;

/** `renewed` keeps id and token; the others are new grants with the next token. */
type TakeHow = 'created' | 'renewed' | 'taken_over';

export type TakeDecision =
  | {
      readonly status: 'granted';
      readonly how: TakeHow;
      readonly record: LockRecord;
      /** A predecessor that ran out, and this is the moment to put it on record. */
      readonly lapsed: LockRecord | undefined;
      /** The grant of an earlier attempt that this one ends. */
      readonly victim: LockRecord | undefined;
      /**
       * A renewal, a takeover, or a holder that is back within its grace: waiting jobs lose nothing by it. Any other grant
       * goes to the job that has waited longest.
       */
      readonly passesQueue: boolean;
    }
  /** `grace`: it has run out, and is kept for its holder until `record.freeAt`. */
  | { readonly status: 'held'; readonly record: LockRecord; readonly why: 'held' | 'grace' }
  /** Asked to renew, and the key is free; `record` is its latest grant. */
  | { readonly status: 'lost'; readonly path: string; readonly record: LockRecord | undefined };

/** `undefined` for a TTL that may be granted. Both in seconds. */
export function findTtlProblem(ttl: number, maxTtl: number): string | undefined {
  if (ttl < 1) return `The TTL of a lock is at least 1 second; ${ttl} was asked for.`;
  return ttl > maxTtl
    ? `A lock of this workspace lasts at most ${maxTtl} seconds; ${ttl} seconds were asked for. TTLs are given in seconds.`
    : undefined;
}

type Term = Pick<LockRecord, 'expiresAt' | 'freeAt' | 'pending'>;

function termOf(request: TakeRequest, kind: LockKind, from: number): Term {
  const expiresAt = from + request.ttlMs;
  // A client of the wire expects the key of a hold to be free when it says so.
  return { expiresAt, freeAt: expiresAt + (kind === 'run' ? request.graceMs : 0), pending: undefined };
}

/** The job may not know of the grant, so it gets no grace. */
function pendingTerm({ ttlMs }: TakeRequest, confirmMs: number, from: number): Term {
  const expiresAt = from + Math.min(ttlMs, confirmMs);
  return { expiresAt, freeAt: expiresAt, pending: true };
}

function grant(request: TakeRequest, previousToken: number, now: number): LockRecord {
  const { workspaceId, repositoryId, path, holder, kind, message, id, confirmMs } = request;
  return {
    id,
    workspaceId,
    repositoryId,
    path,
    token: previousToken + 1,
    kind,
    message,
    holder,
    createdAt: now,
    updatedAt: now,
    ...(confirmMs === undefined ? termOf(request, kind, now) : pendingTerm(request, confirmMs, now)),
    renewals: 0,
    ended: undefined,
  };
}

function keptFreeAt(
  { expiresAt, freeAt, kind: before }: LockRecord,
  kind: LockKind,
  graceMs: number,
): number {
  return kind === before ? Math.max(freeAt, expiresAt + graceMs) : expiresAt + graceMs;
}

/** The lock is the deployment's, whatever a job of its run asks for. */
function share(record: LockRecord, now: number): LockRecord {
  return { ...record, updatedAt: now, renewals: record.renewals + 1 };
}

function renew(record: LockRecord, request: TakeRequest, now: number): LockRecord {
  // A holder that asked once for a lock that outlives the run keeps it.
  const kind = record.kind === 'hold' ? 'hold' : request.kind;
  const isConfirmed = record.pending === undefined || request.confirmMs === undefined;
  // It begins with the confirmation, and never gets shorter.
  const graceMs = kind === 'run' && isConfirmed ? request.graceMs : 0;
  const asked = isConfirmed ? termOf(request, kind, now) : pendingTerm(request, request.confirmMs, now);
  return {
    ...record,
    pending: asked.pending,
    kind,
    message: request.message,
    holder: request.holder,
    updatedAt: now,
    ...(asked.expiresAt > record.expiresAt
      ? asked
      : { expiresAt: record.expiresAt, freeAt: keptFreeAt(record, kind, graceMs) }),
    renewals: record.renewals + 1,
  };
}

/** `record`: the latest grant of the key, `undefined` when there was none. */
export function decideTake(record: LockRecord | undefined, request: TakeRequest, now: number): TakeDecision {
  if (request.renewOnly && (record === undefined || !isHeld(record, now))) {
    return { status: 'lost', path: request.path, record };
  }
  if (record === undefined) return granted('created', grant(request, request.tokenFloor ?? 0, now));
  const relation = relationTo(record.holder, request.holder);
  if (isHeld(record, now)) {
    if (relation === 'same') return granted('renewed', renew(record, request, now));
    if (relation === 'member') return granted('renewed', share(record, now));
    if (relation !== 'newer' || request.renewOnly) return { status: 'held', record, why: 'held' };
    return { ...granted('taken_over', grant(request, record.token, now)), victim: record };
  }
  const isKept = now < record.freeAt && relation !== 'same' && relation !== 'newer';
  if (isKept) return { status: 'held', record, why: 'grace' };
  const lapsed = hasLapsed(record, now) ? record : undefined;
  const passesQueue = now < record.freeAt;
  return { ...granted('created', grant(request, record.token, now)), lapsed, passesQueue };
}

function granted(how: TakeHow, record: LockRecord): TakeDecision & { readonly status: 'granted' } {
  const passesQueue = how !== 'created';
  return { status: 'granted', how, record, lapsed: undefined, victim: undefined, passesQueue };
}
