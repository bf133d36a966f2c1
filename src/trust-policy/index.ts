/** Trust policies: what the rest of the project may use of them. */

export { maxClaimLength, type PolicyClaim, type PolicyClaims, policyClaims } from './claims.ts';
export { compileTrustPolicy, type TrustPolicyFile } from './compile.ts';
export { decideTrustPolicy, type TrustPolicyQuestion } from './decide.ts';
export type {
  ClaimExplanation,
  Explanation,
  NearMiss,
  RuleExplanation,
  TrustPolicyDecision,
} from './decision.ts';
export { explainTrustPolicy } from './explain.ts';
export { type Finding, type FindingId, findingRules, type Severity } from './findings.ts';
export { maxPolicyBytes } from './lint/text.ts';
export { permissionCatalog } from './permission-catalog.ts';
export { type AccessLevel, accessLevels, type Permissions } from './permissions.ts';
export type { CompiledTrustPolicy } from './policy.ts';
export { isPolicyName, policyDirectory, policyNamePattern, policyPath } from './policy-path.ts';
export { renderExplanation } from './render-explanation.ts';
