/** Asks each caller's policy and compares what it gets with what it must get. */

import { decideTrustPolicy } from '../decide.ts';
import type { TrustPolicyDecision } from '../decision.ts';
import { permissionCatalog } from '../permission-catalog.ts';
import type { Permissions } from '../permissions.ts';
import type { CompiledTrustPolicy } from '../policy.ts';
import { isPolicyName, policyPath } from '../policy-path.ts';
import { renderExplanation } from '../render-explanation.ts';
import type { PolicyCaller } from './read-callers.ts';

export interface CallerResult {
  readonly name: string;
  readonly policy: string;
  readonly expect: PolicyCaller['expect'];
  readonly decision: TrustPolicyDecision['status'];
  /** Whether the caller got what it must get. */
  readonly passed: boolean;
  /** What it was granted. */
  readonly permissions?: Permissions | undefined;
  /** Why it did not pass: one sentence, then lines with the reasons. */
  readonly message?: string | undefined;
}

/** An installation that holds every permission that GitHub has, so that nothing is capped. */
export function everyPermission(): Permissions {
  return Object.fromEntries(Object.keys(permissionCatalog).map((name) => [name, 'admin'] as const));
}

/** A policy by the name or path that a caller gives, in `policies` by path. */
function findPolicy(
  { policy }: PolicyCaller,
  policies: ReadonlyMap<string, CompiledTrustPolicy>,
): CompiledTrustPolicy | undefined {
  if (policy.includes('/') || !isPolicyName(policy)) return policies.get(policy);
  const own = policies.get(policyPath(policy));
  if (own !== undefined) return own;
  const named = [...policies].filter(
    ([path]) => path.endsWith(`/${policy}.yaml`) || path === `${policy}.yaml`,
  );
  return named.length === 1 ? named[0]?.[1] : undefined;
}

function sameKeys(a: Permissions, b: Permissions): boolean {
  const [left, right] = [a, b].map((set) => JSON.stringify(Object.entries(set).sort()));
  return left === right;
}

function describeGrant(permissions: Permissions): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}: ${level}`)
    .join(', ');
}

/** Why the decision is not the expected one; nothing when it is. */
function findMismatch(caller: PolicyCaller, decision: TrustPolicyDecision): string | undefined {
  switch (decision.status) {
    case 'no_trust_policy':
      return `There is no policy ${JSON.stringify(caller.policy)} among the files, or more than one.`;
    case 'trust_policy_invalid':
      return `The policy ${JSON.stringify(caller.policy)} is invalid, so it denies every job.`;
    case 'trust_policy_denied':
      if (caller.expect === 'denied') return undefined;
      return `It must be granted access, and is denied.\n${renderExplanation(decision.explanation)}`;
    case 'granted': {
      const { permissions, matchedRules } = decision;
      if (caller.expect === 'denied') {
        const rules = matchedRules.map((rule) => rule + 1).join(', ');
        return `It must be denied, and rule ${rules} allows it: ${describeGrant(permissions)}.`;
      }
      if (caller.permissions === undefined || sameKeys(permissions, caller.permissions)) return undefined;
      return `It must be granted ${describeGrant(caller.permissions) || 'nothing'}, and gets ${describeGrant(permissions)}.`;
    }
  }
}

/** One result per caller, in their order. `policies` maps paths to policies. */
export function judgeCallers(
  callers: readonly PolicyCaller[],
  policies: ReadonlyMap<string, CompiledTrustPolicy>,
): readonly CallerResult[] {
  const everything = everyPermission();
  return callers.map((caller) => {
    const decision = decideTrustPolicy({
      policy: findPolicy(caller, policies),
      claims: caller.claims,
      installationPermissions: caller.installationPermissions ?? everything,
    });
    const mismatch = findMismatch(caller, decision);
    return {
      name: caller.name,
      policy: caller.policy,
      expect: caller.expect,
      decision: decision.status,
      passed: mismatch === undefined,
      permissions: decision.status === 'granted' ? decision.permissions : undefined,
      message: mismatch,
    };
  });
}
