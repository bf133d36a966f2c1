/** Policies and callers that the tests of the policy engine share. */

import type { PolicyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { decideTrustPolicy } from '../../../../src/domain/trust-policy/decide.ts';
import type { TrustPolicyDecision } from '../../../../src/domain/trust-policy/decision.ts';
import type { PolicyFinding } from '../../../../src/domain/trust-policy/findings.ts';
import { lintTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';
import type { Permissions } from '../../../../src/domain/trust-policy/permissions.ts';
import type { CompiledTrustPolicy } from '../../../../src/domain/trust-policy/policy.ts';

const encoder = new TextEncoder();

/** A policy called `default`; `rules` is YAML at the indentation of a list item. */
export function policyText(rules: string): string {
  return `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
${rules}
`;
}

/** One rule from `match` as JSON, which is YAML too. */
export function matchText(match: object, permissions?: object): string {
  return policyText(`    - ${JSON.stringify(permissions ? { match, permissions } : { match })}`);
}

export function compileText(text: string, name = 'default'): CompiledTrustPolicy {
  return compileTrustPolicy({ content: encoder.encode(text), name });
}

export const everything: Permissions = {
  administration: 'write',
  contents: 'write',
  metadata: 'read',
  pull_requests: 'write',
  repository_projects: 'admin',
};

/** A push to main in acme/infra, without an environment. */
export const pushClaims = {
  sub: 'repo:acme/infra:ref:refs/heads/main',
  repository: 'acme/infra',
  repository_id: '42',
  repository_owner: 'acme',
  repository_owner_id: '7',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  actor: 'octocat',
  workflow_ref: 'acme/infra/.github/workflows/ci.yml@refs/heads/main',
  sha: '5f2c0f0d3c1c6a7b8d9e0f1a2b3c4d5e6f708192',
  event_name: 'push',
} as const satisfies PolicyClaims;

export function decideText(
  text: string,
  claims: PolicyClaims = pushClaims,
  installationPermissions: Permissions = everything,
): TrustPolicyDecision {
  return decideTrustPolicy({ policy: compileText(text), claims, installationPermissions });
}

/** All findings but the note about the comment for editors, which no sample has. */
export function lintFindings(text: string, file = 'default.yaml'): PolicyFinding[] {
  const findings = lintTrustPolicy({ content: encoder.encode(text), file });
  return findings.filter(({ id }) => id !== 'schema-comment');
}

export function lintIds(text: string): string[] {
  return lintFindings(text).map(({ id }) => id);
}
