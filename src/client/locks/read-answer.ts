/**
 * Reads what a server says about locks. The hosted one knows fewer fields than ours, so all but the fact itself may be
 * missing; its words reach the log, so they are made fit for one.
 */

import { ActionError } from '../../base/errors.ts';
import { cleanLine, isRecord } from '../../base/text.ts';
import type { Answer } from '../answer.ts';
import type { HeldElsewhere, LockGrant, ReleaseAnswer, TakeAnswer } from './lock-answers.ts';

type Refused = Extract<Answer, { readonly status: 'refused' }>;

/** What an id may look like; it goes into files and outputs. */
const idPattern = /^[A-Za-z0-9_.:-]{1,128}$/;
/** The server does not know the path or the method. */
const unknownRouteStatuses = new Set([404, 405, 501]);
const heldStatuses = new Set([409, 423]);
const outcomes = ['created', 'renewed', 'taken_over'] as const;

function readText(value: unknown): string {
  return typeof value === 'string' ? cleanLine(value) : '';
}

function malformed(what: string): ActionError {
  return new ActionError('REMOTE_MALFORMED', `The server's answer about the lock is not usable: ${what}.`, {
    hint: 'Check that base-url points to an Atmos Pro API; its operator should see the request in the log.',
  });
}

/** `askedKey` stands in for a key that the server does not repeat. */
function readGrant(value: unknown, askedKey: string): LockGrant {
  if (!isRecord(value)) throw malformed('a lock is not an object');
  const { id, fencingToken, expiresAt, holder, outcome } = value;
  const name = typeof id === 'string' ? id : '';
  if (name !== '' && !idPattern.test(name)) throw malformed('an id has characters that do not belong there');
  const time = readText(expiresAt);
  return {
    id: name,
    key: readText(value['key']) || askedKey,
    fencingToken: Number.isSafeInteger(fencingToken) ? Number(fencingToken) : undefined,
    expiresAt: Number.isNaN(Date.parse(time)) ? undefined : time,
    outcome: outcomes.find((known) => known === outcome),
    runUrl: (isRecord(holder) && readText(holder['runUrl'])) || undefined,
  };
}

function isHeld({ httpStatus, errorTag, message }: Refused): boolean {
  return heldStatuses.has(httpStatus) || errorTag === 'LockHeld' || /\balready locked\b/i.test(message);
}

function readHeld({ message, context }: Refused): HeldElsewhere {
  const id = readText(context['lock_id']);
  const position = context['position'];
  return {
    status: 'held',
    message,
    holder: readText(context['run_url']) || readText(context['locked_by']),
    lockId: idPattern.test(id) ? id : '',
    position: Number.isSafeInteger(position) ? Number(position) : undefined,
  };
}

/** Throws the refusal's error when it is about something else than a holder. */
export function readTakeAnswer(answer: Answer, key: string): TakeAnswer {
  if (answer.status === 'ok') return { status: 'granted', grants: [readGrant(answer.data, key)] };
  if (isHeld(answer)) return readHeld(answer);
  throw answer.error;
}

/** As many grants as were asked for, or none. */
export function readTakeManyAnswer(answer: Answer, keys: readonly string[]): TakeAnswer {
  if (answer.status === 'refused') return readTakeAnswer(answer, '');
  const { locks } = answer.data;
  if (!Array.isArray(locks) || locks.length !== keys.length) {
    throw malformed(`${keys.length} locks were asked for and another number came`);
  }
  const grants = locks.map((lock, index) => readGrant(lock, keys[index] ?? ''));
  if (grants.some(({ id }) => id === '')) throw malformed('a lock has no id');
  return { status: 'granted', grants };
}

/** Whether an answer, in whatever format, means that the path is unknown; a site around an API may send elsewhere. */
export function isUnknownRoute(httpStatus: number): boolean {
  return unknownRouteStatuses.has(httpStatus) || (httpStatus >= 300 && httpStatus < 400);
}

/** A 404 is about the lock when it says so; any other is about the address. */
export function readReleaseAnswer(answer: Answer): ReleaseAnswer {
  if (answer.status === 'ok') return { status: 'released' };
  const { httpStatus, errorTag, message, error } = answer;
  const isAbsent = errorTag === 'LockNotFound' || /\block not found\b|\bno (?:such )?lock\b/i.test(message);
  if (isAbsent) return { status: 'absent', message };
  if (heldStatuses.has(httpStatus)) return { status: 'guarded', message };
  throw error;
}
