/**
 * One key of a correct lock service as a state machine, written from the invariants alone: it shares nothing with the
 * service. A lock may expire at any moment from its expiry on, never before; an operation that needs it expired moves the earliest
 * possible present (`at`) up to that moment.
 */
import type { Answer, Job, Operation } from './history.ts';

/** How far two readings of one host's clock may disagree, in milliseconds: the service's are cut to whole ones. */
export const toleranceMs = 2;

export interface LockState {
  /** Of the latest grant; at least this much where the grant's answer was lost. */
  readonly token: number;
  readonly isTokenKnown: boolean;
  readonly holder: Job | undefined;
  /** Of a deployment that holds it. */
  readonly runs: readonly string[];
  readonly released: boolean;
  /** The holder has not confirmed the grant. */
  readonly pending: boolean;
  /** Where the grant's answer was lost: between these. */
  readonly expires: readonly [least: number, most: number];
  readonly frees: readonly [least: number, most: number];
  /** The present is this late or later. */
  readonly at: number;
}

export const initialState: LockState = {
  token: 0,
  isTokenKnown: true,
  holder: undefined,
  runs: [],
  released: true,
  pending: false,
  expires: [0, 0],
  frees: [0, 0],
  at: 0,
};

function isSame(one: Job, other: Job | undefined): boolean {
  if (one.deployment !== other?.deployment) return false;
  return one.run === other?.run && one.attempt === other.attempt && one.job === other.job;
}
function areJobs(one: Job, other: Job | undefined): boolean {
  return one.deployment === undefined && other?.deployment === undefined;
}
function isNewer(one: Job, other: Job | undefined): boolean {
  return areJobs(one, other) && one.run === other?.run && one.attempt > other.attempt;
}
function mayRelease(one: Job, other: Job | undefined): boolean {
  if (!areJobs(one, other)) return isSame(one, other);
  return one.run === other?.run && one.attempt >= other.attempt;
}
/** A job of a run that the holding deployment has started: the lock is its own too, and the deployment alone ends it. */
function isMember(one: Job, { holder, runs }: LockState): boolean {
  return holder?.deployment !== undefined && one.deployment === undefined && runs.includes(one.run);
}

function sayToken(state: LockState, token: number): LockState | undefined {
  if (state.isTokenKnown) return state.token === token ? state : undefined;
  return token >= state.token ? { ...state, token, isTokenKnown: true } : undefined;
}

type Granted = Answer & { readonly kind: 'granted' };

/** Where a time of an answer lies that was perhaps cut to whole seconds, as far as it may lie there at all. */
function span(
  said: number,
  { lost = 0 }: Granted,
  [least, most]: readonly [number, number],
): readonly [number, number] {
  if (lost === 0) return [said, said];
  return [Math.max(said, least - toleranceMs), Math.min(said + lost, most + toleranceMs)];
}

/** When `by` may be granted the key again: from this moment, or never. */
function openFrom(state: LockState, by: Job): number {
  if (state.released || isNewer(by, state.holder)) return 0;
  return isSame(by, state.holder) ? state.expires[0] : state.frees[0];
}

type Take = Operation & { readonly call: { readonly kind: 'take' } };

/** What the call is granted for, in milliseconds. */
function leaseOf({ ttlMs, confirmMs = ttlMs }: Take['call'], pending: boolean): number {
  return pending ? Math.min(ttlMs, confirmMs) : ttlMs;
}

/** A grant that is to be confirmed says so, and is free when it has run out. */
function isSaid({ pending: said = false, expiresAt, freeAt }: Granted, pending: boolean): boolean {
  return said === pending && (!pending || freeAt === expiresAt);
}

function grant(state: LockState, { call, answer, from, to }: Take): LockState[] {
  const at = Math.max(state.at, from, openFrom(state, call.by) - toleranceMs);
  if (at > to + toleranceMs) return [];
  const pending = call.confirmMs !== undefined;
  const leaseMs = leaseOf(call, pending);
  const taken = { holder: call.by, runs: call.runs ?? [], released: false, pending, at };
  if (answer.kind !== 'granted') {
    const open = [from + leaseMs - toleranceMs, Number.POSITIVE_INFINITY] as const;
    return [{ ...taken, token: state.token + 1, isTokenKnown: false, expires: open, frees: open }];
  }
  const { token, expiresAt, freeAt, lost = 0 } = answer;
  const asked = [from + leaseMs, to + leaseMs] as const;
  const isAsAsked =
    expiresAt + lost >= asked[0] - toleranceMs && expiresAt <= asked[1] + toleranceMs && freeAt >= expiresAt;
  if (token <= state.token || !isAsAsked || !isSaid(answer, pending)) return [];
  const expires = span(expiresAt, answer, asked);
  const frees = span(freeAt, answer, [asked[0], Number.POSITIVE_INFINITY]);
  return [{ ...taken, token, isTokenKnown: true, expires, frees }];
}

function renew(state: LockState, { call, answer, from }: Take): LockState[] {
  const at = Math.max(state.at, from);
  const isAlive = !state.released && at < state.expires[1] + toleranceMs;
  if (isAlive && isMember(call.by, state)) return share({ ...state, at }, answer);
  if (!isAlive || !isSame(call.by, state.holder)) return [];
  const runs = call.runs ?? state.runs;
  const pending = state.pending && call.confirmMs !== undefined;
  const leaseMs = leaseOf(call, pending);
  if (answer.kind !== 'granted') {
    const open = [
      Math.max(state.expires[0], from + leaseMs - toleranceMs),
      Number.POSITIVE_INFINITY,
    ] as const;
    return [{ ...state, runs, pending, expires: open, frees: open, at }];
  }
  const { token, expiresAt, freeAt, lost = 0 } = answer;
  const known = sayToken(state, token);
  const least = Math.max(state.expires[0], from + leaseMs);
  if (known === undefined || !isSaid(answer, pending) || expiresAt + lost < least - toleranceMs) return [];
  const bounds = [least, Number.POSITIVE_INFINITY] as const;
  const expires = span(expiresAt, answer, bounds);
  return [{ ...known, runs, pending, expires, frees: span(freeAt, answer, bounds), at }];
}

/** The job learns of the deployment's grant, and changes nothing about it. */
function share(state: LockState, answer: Answer): LockState[] {
  if (answer.kind !== 'granted') return [state];
  const known = sayToken(state, answer.token);
  if (known === undefined || answer.pending === true) return [];
  const { expiresAt, freeAt } = answer;
  const { expires, frees } = state;
  const isSaid = (said: number, [least, most]: readonly [number, number]) =>
    said >= least - toleranceMs && said <= most + toleranceMs;
  if (!isSaid(expiresAt, expires) || !isSaid(freeAt, frees)) return [];
  return [{ ...known, expires: [expiresAt, expiresAt], frees: [freeAt, freeAt] }];
}

/**
 * A refusal may rest on a glance at the row, before a change that was decided earlier became visible: it neither moves
 * the present nor is held to it. It has to name a grant that kept the key at some moment between its call and its answer.
 */
function refuse(state: LockState, token: number, operation: Operation): LockState[] {
  const { call, from } = operation;
  const isTake = call.kind === 'take';
  const renewOnly = isTake && call.renewOnly === true;
  const until = isTake && !renewOnly ? state.frees[1] : state.expires[1];
  const isEntitled =
    isMember(call.by, state) ||
    (isTake
      ? isSame(call.by, state.holder) || (!renewOnly && isNewer(call.by, state.holder))
      : mayRelease(call.by, state.holder));
  const known = sayToken(state, token);
  if (state.released || isEntitled || known === undefined || from >= until + toleranceMs) return [];
  return [known];
}

function release(state: LockState, { call, from }: Operation): LockState[] {
  const at = Math.max(state.at, from);
  const isAlive = !state.released && at < state.expires[1] + toleranceMs;
  if (call.kind === 'release' && call.pendingOnly === true && !isOwnPending(state, call.by)) return [];
  return isAlive && mayRelease(call.by, state.holder) ? [{ ...state, released: true, at }] : [];
}

function isOwnPending(state: LockState, by: Job): boolean {
  return state.pending && isSame(by, state.holder);
}

function findNothing(state: LockState, { call, from, to }: Operation): LockState[] {
  const isOther = call.kind === 'release' && call.pendingOnly === true && !isOwnPending(state, call.by);
  if (state.released || isOther) return [{ ...state, at: Math.max(state.at, from) }];
  const at = Math.max(state.at, from, state.expires[0] - toleranceMs);
  return at <= to + toleranceMs ? [{ ...state, at }] : [];
}

/** Only a job of the holding deployment is told so. */
function keep(state: LockState, { call, from }: Operation): LockState[] {
  const at = Math.max(state.at, from);
  const isAlive = !state.released && at < state.expires[1] + toleranceMs;
  return isAlive && isMember(call.by, state) ? [{ ...state, at }] : [];
}

/** Every state that `operation` can lead to if it takes effect now; none when its answer is impossible. */
export function stepsFrom(state: LockState, operation: Operation): LockState[] {
  const { call, answer } = operation;
  if (answer.kind === 'held') return refuse(state, answer.token, operation);
  if (Math.max(state.at, operation.from) > operation.to + toleranceMs) return [];
  if (call.kind === 'take') {
    const take = { ...operation, call };
    const isGrant = answer.kind === 'granted' || answer.kind === 'unknown';
    if (call.renewOnly === true && answer.kind === 'absent') return findNothing(state, operation);
    if (!isGrant) return [];
    return [...renew(state, take), ...(call.renewOnly === true ? [] : grant(state, take))];
  }
  if (answer.kind === 'kept') return keep(state, operation);
  if (answer.kind === 'released') return release(state, operation);
  if (answer.kind === 'unknown') return [...release(state, operation), ...keep(state, operation)];
  if (answer.kind === 'absent') return findNothing(state, operation);
  return [];
}
