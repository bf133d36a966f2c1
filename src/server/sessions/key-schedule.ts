/** When a signing key signs and verifies; pure arithmetic on the database's milliseconds. */
import type { SigningKey } from './store.ts';

const minuteMs = 60 * 1_000;
const dayMs = 24 * 60 * minuteMs;

/** Validity of a session, in milliseconds. The CLI needs more than 15 minutes to reuse one. */
export const sessionLifetimeMs = 60 * minuteMs;
/** How long a key signs, in milliseconds. */
export const keyPeriodMs = 30 * dayMs;
/** How long before its first signature a successor is published, in milliseconds: every replica has read it by then. */
export const keyLeadMs = 60 * minuteMs;
/** How long a replica may rely on the keys that it has read, in milliseconds. */
export const keyCacheMs = minuteMs;
/** How long before its first signature a key made on demand is published, in milliseconds: every replica has read it by then. */
export const onDemandLeadMs = 2 * keyCacheMs;
/** Shortest pause between two reads that unknown key ids cause, in milliseconds. */
export const unknownKeyPauseMs = 10_000;

/** `newest`: the newest key there is. The window of the key to add now, or `undefined` when none is due. */
export function nextKeyWindow(newest: SigningKey | undefined, now: number): KeyWindow | undefined {
  if (newest !== undefined && now < newest.signsUntil - keyLeadMs) return undefined;
  return windowAfter(newest, newest === undefined ? now : Math.max(newest.signsUntil, now));
}

export type KeyWindow = Pick<SigningKey, 'generation' | 'signsFrom' | 'signsUntil' | 'verifiesUntil'>;

/** The window of the key that follows `newest` and signs from `signsFrom` on. */
export function windowAfter(newest: SigningKey | undefined, signsFrom: number): KeyWindow {
  const signsUntil = signsFrom + keyPeriodMs;
  return {
    generation: (newest?.generation ?? 0) + 1,
    signsFrom,
    signsUntil,
    // A successor that is late must not invalidate what this key signs meanwhile.
    verifiesUntil: signsUntil + keyLeadMs + sessionLifetimeMs,
  };
}

/** The key to sign with: the newest one whose time has come. */
export function signingKeyAt<Key extends SigningKey>(keys: readonly Key[], now: number): Key | undefined {
  return keys
    .filter((key) => key.signsFrom <= now && now + sessionLifetimeMs <= key.verifiesUntil)
    .reduce<Key | undefined>(
      (best, key) => (best === undefined || key.generation > best.generation ? key : best),
      undefined,
    );
}
