/** The outputs of `lock-stack`. With several locks, every output has one line per lock, in the same order. */
import { toTimestamp } from '../../src/base/text.ts';
import type { HeldElsewhere, LockGrant } from '../../src/client/locks/lock-answers.ts';

export interface TakenOutputs {
  readonly grants: readonly LockGrant[];
  /** When the first of them expires unless it is renewed, in milliseconds since the Unix epoch. */
  readonly until: number;
  /** `''` if no lock can be lost. */
  readonly lostFile: string;
}

/** Every output by its name in `action.yml`. */
export function toOutputs(result: TakenOutputs | HeldElsewhere) {
  const isTaken = 'grants' in result;
  const grants = isTaken ? result.grants : [];
  const lines = (read: (grant: LockGrant) => string) => grants.map(read).join('\n');
  const [firstExpiry] = grants.map(({ expiresAt }) => expiresAt ?? '').sort();
  return {
    acquired: String(isTaken),
    'lock-id': lines(({ id }) => id),
    key: lines(({ key }) => key),
    'fencing-token': lines(({ fencingToken }) => String(fencingToken ?? '')),
    'expires-at': isTaken ? firstExpiry || toTimestamp(result.until) : '',
    holder: isTaken ? (grants[0]?.runUrl ?? '') : result.holder || result.message,
    'lost-file': isTaken ? result.lostFile : '',
  } as const;
}
