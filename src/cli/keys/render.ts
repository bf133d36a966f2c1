/** Renders signing keys as text. Never contains a key. */
import { toTimestamp } from '../../base/text.ts';
import { keyCacheMs, signingKeyAt } from '../../server/sessions/key-schedule.ts';
import type { Rotation } from '../../server/sessions/rotate-keys.ts';
import type { SigningKey } from '../../server/sessions/store.ts';
import { renderColumns } from '../columns.ts';

/** Longest lifetime of a session. */
const sessionMinutes = 60;

export interface KeyState {
  readonly key: string;
  readonly state: 'signs' | 'next' | 'verifies';
  /** RFC 3339. */
  readonly signsFrom: string;
  /** RFC 3339. */
  readonly verifiesUntil: string;
}

/** @param keys newest first. @param now the time of the database, in milliseconds. */
export function describeKeys(keys: readonly SigningKey[], now: number): KeyState[] {
  const signing = signingKeyAt(keys, now);
  return keys.map((key) => ({
    key: key.keyId,
    state: key === signing ? 'signs' : key.signsFrom > now ? 'next' : 'verifies',
    signsFrom: toTimestamp(key.signsFrom),
    verifiesUntil: toTimestamp(key.verifiesUntil),
  }));
}

export function renderKeys(states: readonly KeyState[]): string {
  return renderColumns([
    ['KEY', 'STATE', 'SIGNS FROM', 'VERIFIES UNTIL'],
    ...states.map(({ key, state, signsFrom, verifiesUntil }) => [key, state, signsFrom, verifiesUntil]),
  ]);
}

export function renderRotation({ key, retired }: Rotation, retireOthers: boolean): string {
  const after = retireOthers
    ? `It signs from now on. Revoked ${retired} other ${retired === 1 ? 'key' : 'keys'}: within ${keyCacheMs / 1_000} s, all replicas reject their sessions. Jobs log in again automatically.`
    : `It signs from ${toTimestamp(key.signsFrom)} on. Sessions signed with older keys stay valid until they expire, at most ${sessionMinutes} minutes later.`;
  return `Added key ${key.keyId}.\n${after}`;
}
