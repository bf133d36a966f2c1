/** Refuses a grant with which the caller could change the policy, unless GitHub protects the directory of policies. */
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import type { Permissions } from '../../domain/trust-policy/permissions.ts';
import {
  describeUnguarded,
  findWideningGrant,
  refuseSelfGrant,
} from '../../domain/trust-policy/policy-guard.ts';
import { untilAborted } from '../../github/deadline.ts';
import type { ProtectionVerdicts } from './protection-verdicts.ts';
import type { ProtectedSource } from './read-protection.ts';
import type { RefuseSpending } from './source-limits.ts';

interface GuardedSource extends ProtectedSource {
  readonly permissions: Permissions;
  readonly refuseSpending: RefuseSpending;
  readonly signal: AbortSignal;
}

/** Why the grant does not stand, or `undefined`. Asks GitHub only about a grant that needs it. Rejects with `GitHubFailure`. */
export type PolicyGuard = (source: GuardedSource) => Promise<SourceOutcome | undefined>;

export function createPolicyGuard({
  protection: verdicts,
}: {
  readonly protection: ProtectionVerdicts;
}): PolicyGuard {
  const deny = (explanation: string): SourceOutcome => ({
    status: 'excluded',
    reason: 'trust_policy_denied',
    explanation,
  });

  return async ({ permissions, refuseSpending, signal, ...source }) => {
    const grant = findWideningGrant(permissions);
    if (grant === undefined) return undefined;
    const self = refuseSelfGrant(grant);
    if (self !== undefined) return deny(self);
    const known = verdicts.peek(source);
    const refused = known === undefined ? refuseSpending('core') : undefined;
    if (refused !== undefined) return refused;
    const { fault } = known ?? (await untilAborted(verdicts.get(source), signal));
    return fault === undefined ? undefined : deny(describeUnguarded(grant, fault));
  };
}
