/** Signing keys for people; never the keys themselves. */
import { toTimestamp } from '../../base/text.ts';
import { keyCacheMs, signingKeyAt } from '../../server/sessions/key-schedule.ts';
import type { Rotation } from '../../server/sessions/rotate-keys.ts';
import type { SigningKey } from '../../server/store.ts';
import { renderColumns } from '../columns.ts';

const minuteSeconds = 60;

/** Newest first, as the store lists them; `now` is the database's. */
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
    ? `It signs at once. ${retired} other keys are ended: within ${keyCacheMs / 1_000} s every replica refuses their sessions, and jobs log in again by themselves.`
    : `It signs from ${toTimestamp(key.signsFrom)} on. Sessions of the keys before it stay good until they expire, at most ${minuteSeconds} minutes later.`;
  return `Added the key ${key.keyId}.\n${after}`;
}
