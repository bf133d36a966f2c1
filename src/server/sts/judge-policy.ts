/** Turns what stands at the policy's path into the outcome for one source, with its reasons in words. */

import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import { decideTrustPolicy } from '../../domain/trust-policy/decide.ts';
import type { PolicyFinding } from '../../domain/trust-policy/findings.ts';
import type { Permissions } from '../../domain/trust-policy/permissions.ts';
import { policyPath } from '../../domain/trust-policy/policy-path.ts';
import { renderExplanation } from '../../domain/trust-policy/render-explanation.ts';
import { adviseOnDenial, adviseOnRule } from '../../domain/trust-policy/suggest-change.ts';
import type { PolicyFile } from '../../github/policy-files.ts';
import type { PolicyCache } from './policy-cache.ts';

/** Longest explanation that is answered or stored, in characters. */
const maxExplanationLength = 4_000;
/** Longest advice at its end, in characters: what to change is never cut off by what did not match. */
const maxAdviceLength = 2_000;
/** Findings that are quoted. */
const maxFindings = 10;

const problems = {
  symlink: 'is a symbolic link; a policy must be a regular file',
  directory: 'is a directory; a policy must be a regular file',
  submodule: 'is a submodule; a policy must be a regular file',
  binary: 'is not UTF-8 text',
  'too-large': 'is larger than the 32 KiB that a policy may have',
} as const;

export interface JudgePolicyInput {
  readonly file: PolicyFile;
  readonly policyName: string;
  /** Claims of the verified ID token. */
  readonly claims: Readonly<Record<string, string>>;
  readonly installationPermissions: Permissions;
}

export function judgePolicy(input: JudgePolicyInput, policies: PolicyCache): SourceOutcome {
  const { file, policyName, claims, installationPermissions } = input;
  const path = policyPath(policyName);
  if (file.kind === 'unusable') {
    return excluded('trust_policy_invalid', describeUnusable(path, file.problem));
  }
  const policy =
    file.kind === 'text' ? policies.compile(file.content, policyName, installationPermissions) : undefined;
  const decision = decideTrustPolicy({ policy, claims, installationPermissions });
  switch (decision.status) {
    case 'granted': {
      // Every installation token has `metadata`; naming it keeps the set from ever being empty.
      const permissions = { ...decision.permissions, metadata: decision.permissions['metadata'] ?? 'read' };
      const policyBlob = file.kind === 'text' ? file.blobId : '';
      return { status: 'granted', permissions, matchedRules: decision.matchedRules, policyBlob };
    }
    case 'no_trust_policy':
      return excluded('no_trust_policy', `There is no ${path} on the default branch.`, adviseOnRule(claims));
    case 'trust_policy_invalid':
      return excluded(
        'trust_policy_invalid',
        `${path} is not valid.\n${describeFindings(decision.findings)}`,
      );
    case 'trust_policy_denied':
      return excluded(
        'trust_policy_denied',
        renderExplanation(decision.explanation),
        adviseOnDenial(decision.explanation, claims),
      );
  }
}

function excluded(
  reason: 'no_trust_policy' | 'trust_policy_invalid' | 'trust_policy_denied',
  explanation: string,
  advice = '',
): SourceOutcome {
  const end = advice === '' ? '' : `\n\n${advice.slice(0, maxAdviceLength)}`;
  const room = maxExplanationLength - end.length;
  return { status: 'excluded', reason, explanation: explanation.slice(0, room) + end };
}

export function describeUnusable(path: string, problem: keyof typeof problems): string {
  return `${path} on the default branch ${problems[problem]}.`;
}

/** The first errors, one on a line. */
export function describeFindings(findings: readonly PolicyFinding[]): string {
  return findings
    .filter(({ severity }) => severity === 'error')
    .slice(0, maxFindings)
    .map(({ id, message, range }) => `${range.start.line}:${range.start.column} ${message} (${id})`)
    .join('\n');
}
