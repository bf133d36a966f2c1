/** Renders signing keys as text. Never contains a key. */
import { toTimestamp } from '../../base/text.ts';
import { keyCacheMs, signingKeyAt } from '../../server/sessions/key-schedule.ts';
import type { Rotation } from '../../server/sessions/rotate-keys.ts';
import type { SigningKey } from '../../server/sessions/store.ts';
import { renderColumns } from '../columns.ts';

/** Longest lifetime of a session. */
const sessionMinutes = 60;

/** @param keys newest first. @param now the time of the database, in milliseconds. */
export function renderKeys(keys: readonly SigningKey[], now: number): string {
  const signing = signingKeyAt(keys, now);
  const stateOf = (key: SigningKey) =>
    key === signing ? 'signs' : key.signsFrom > now ? 'next' : 'verifies';
  return renderColumns([
    ['KEY', 'STATE', 'SIGNS FROM', 'VERIFIES UNTIL'],
    ...keys.map((key) => [
      key.keyId,
      stateOf(key),
      toTimestamp(key.signsFrom),
      toTimestamp(key.verifiesUntil),
    ]),
  ]);
}

export function renderRotation({ key, retired }: Rotation, retireOthers: boolean): string {
  const after = retireOthers
    ? `It signs from now on. Revoked ${retired} other ${retired === 1 ? 'key' : 'keys'}: within ${keyCacheMs / 1_000} s, all replicas reject their sessions. Jobs log in again automatically.`
    : `It signs from ${toTimestamp(key.signsFrom)} on. Sessions signed with older keys stay valid until they expire, at most ${sessionMinutes} minutes later.`;
  return `Added key ${key.keyId}.\n${after}`;
}
