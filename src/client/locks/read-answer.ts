/** Decides what an answer about locks means to a job. Texts of a server reach the log, so they are made safe for one. */
import type { GrantAnswer, GrantsAnswer, HeldFacts } from '../../api/answers.ts';
import { ActionError } from '../../base/errors.ts';
import { cleanLine } from '../../base/text.ts';
import { validateGrantAnswer } from '../../schema/generated/grant-answer.cjs';
import { validateGrantsAnswer } from '../../schema/generated/grants-answer.cjs';
import { validateHeldFacts } from '../../schema/generated/held-facts.cjs';
import { createReader, type ServerAnswer, type ServerRefusal } from '../answer.ts';
import type { HeldElsewhere, LockGrant, ReleaseAnswer, TakeAnswer } from './lock-answers.ts';

export const readLock = createReader<GrantAnswer>(validateGrantAnswer);
export const readLocks = createReader<GrantsAnswer>(validateGrantsAnswer);
const readHeldFacts = createReader<HeldFacts>(validateHeldFacts);

/** The server does not know the path or the method. */
const unknownRouteStatuses = new Set([404, 405, 501]);
const heldStatuses = new Set([409, 423]);

/** `askedKey` is used where the server does not repeat the key. */
function toGrant(lock: GrantAnswer, askedKey: string): LockGrant {
  const time = cleanLine(lock.expiresAt ?? '');
  return {
    id: lock.id ?? '',
    key: cleanLine(lock.key ?? '') || askedKey,
    fencingToken: lock.fencingToken,
    expiresAt: Number.isNaN(Date.parse(time)) ? undefined : time,
    outcome: lock.outcome,
    pending: lock.pending,
    runUrl: cleanLine(lock.holder?.runUrl ?? '') || undefined,
  };
}

function isHeldRefusal({ httpStatus, tag, message }: ServerRefusal): boolean {
  return heldStatuses.has(httpStatus) || tag === 'LockHeld' || /\balready locked\b/i.test(message);
}

function toHeld({ message, facts }: ServerRefusal): HeldElsewhere {
  const read = readHeldFacts(facts ?? {});
  const { run_url = '', locked_by = '', lock_id = '', position } = read.status === 'ok' ? read.value : {};
  return {
    status: 'held',
    message,
    holder: cleanLine(run_url) || cleanLine(locked_by),
    lockId: lock_id,
    position,
  };
}

/** Throws the refusal's error when it is about something else than a holder. */
function refuseTake(refusal: ServerRefusal): HeldElsewhere {
  if (isHeldRefusal(refusal)) return toHeld(refusal);
  throw refusal.error;
}

export function toTakeAnswer(answer: ServerAnswer<GrantAnswer>, key: string): TakeAnswer {
  if (answer.status === 'refused') return refuseTake(answer.refusal);
  return { status: 'granted', grants: [toGrant(answer.value, key)] };
}

/** As many grants as were asked for, or none. */
export function toTakeManyAnswer(answer: ServerAnswer<GrantsAnswer>, keys: readonly string[]): TakeAnswer {
  if (answer.status === 'refused') return refuseTake(answer.refusal);
  const { locks } = answer.value;
  if (locks.length !== keys.length) {
    const message = `The server's answer about the locks is invalid: expected ${keys.length} locks, got ${locks.length}.`;
    throw new ActionError('REMOTE_MALFORMED', message, {
      hint: 'Check that base-url points to an Atmos Pro API.',
    });
  }
  return { status: 'granted', grants: locks.map((lock, index) => toGrant(lock, keys[index] ?? '')) };
}

/** Whether an answer, in whatever format, means that the path is unknown; a site around an API may send elsewhere. */
export function isUnknownRoute(httpStatus: number): boolean {
  return unknownRouteStatuses.has(httpStatus) || (httpStatus >= 300 && httpStatus < 400);
}

/** A 404 is about the lock when it says so; any other is about the address. */
export function toReleaseAnswer(answer: ServerAnswer<unknown>): ReleaseAnswer {
  if (answer.status === 'ok') return { status: 'released' };
  const { httpStatus, tag, message, error } = answer.refusal;
  const isAbsent = tag === 'LockNotFound' || /\block not found\b|\bno (?:such )?lock\b/i.test(message);
  if (isAbsent) return { status: 'absent', message };
  if (heldStatuses.has(httpStatus)) return { status: 'guarded', message };
  throw error;
}
