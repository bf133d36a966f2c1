/**
 * Remembers for seconds that a policy denied a caller, so that one who asks again and again costs GitHub ever fewer reads. A
 * first denial is not kept, for a policy that was just fixed must let the next job in. Grants are never kept.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import { matchableClaims } from '../../domain/trust-policy/claims.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';

/** Lease after the second denial in a row, in milliseconds; it doubles with each further one. */
const firstLeaseMs = 1_000;
const longestLeaseMs = 30_000;
/** Without a denial for this long, the next one counts as the first, in milliseconds. */
const forgetMs = 2 * 60_000;
/** An explanation has up to 4,000 characters. */
const maxLeases = 5_000;

/** Everything that a decision depends on besides the policy. */
interface DenialQuestion {
  readonly sourceRepositoryId: string;
  readonly policyName: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly guardsPolicies: boolean;
}

interface Denial {
  readonly outcome: SourceOutcome;
  readonly identity: RepositoryIdentity | undefined;
}

interface Lease extends Denial {
  readonly denials: number;
  readonly until: number;
}

export interface DenialLeases {
  /** The denial, if its lease is still running. */
  find(question: DenialQuestion): Denial | undefined;
  /** Keeps a denial for a while if it repeats the one before; a grant ends the lease. */
  note(question: DenialQuestion, decided: Denial): void;
}

const claimNames = Object.values(matchableClaims);

function keyOf({ sourceRepositoryId, policyName, claims, guardsPolicies }: DenialQuestion): string {
  const values = claimNames.map((name) => claims[name] ?? null);
  return createHash('sha256')
    .update(JSON.stringify([sourceRepositoryId, policyName, guardsPolicies, values]))
    .digest('base64');
}

export function createDenialLeases(clock: Pick<Clock, 'now'>): DenialLeases {
  const leases = new LRUCache<string, Lease>({ max: maxLeases });
  return {
    find(question) {
      const lease = leases.get(keyOf(question));
      return lease !== undefined && clock.now() < lease.until ? lease : undefined;
    },
    note(question, { outcome, identity }) {
      const key = keyOf(question);
      // Not to have been told says nothing about the policy.
      if (outcome.status === 'unjudged') return;
      if (outcome.status === 'granted') {
        leases.delete(key);
        return;
      }
      const now = clock.now();
      const known = leases.get(key);
      const isRepeated =
        known !== undefined && now <= known.until + forgetMs && isDeepStrictEqual(known.outcome, outcome);
      const denials = isRepeated ? known.denials + 1 : 1;
      const leaseMs = denials === 1 ? 0 : Math.min(longestLeaseMs, firstLeaseMs * 2 ** (denials - 2));
      leases.set(key, { outcome, identity, denials, until: now + leaseMs });
    },
  };
}
