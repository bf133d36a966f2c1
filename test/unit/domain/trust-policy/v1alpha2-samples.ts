/** Policies of v1alpha2, and callers with every claim that it can match on. */

import type { PolicyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import type { PolicyFinding } from '../../../../src/domain/trust-policy/findings.ts';
import { lintFindings, matchText, policyText, pushClaims } from './samples.ts';

/** The same text as another version of the language. */
export function toExtended(text: string): string {
  return text.replaceAll('v1alpha1', 'v1alpha2');
}

export function extendedText(rules: string): string {
  return toExtended(policyText(rules));
}

export function extendedMatch(match: object, permissions?: object): string {
  return toExtended(matchText(match, permissions));
}

/** All findings but the note that every file of the version has. */
export function lintExtended(match: object, permissions?: object): PolicyFinding[] {
  return lintFindings(extendedMatch(match, permissions)).filter(({ id }) => id !== 'extension');
}

export function lintExtendedIds(match: object, permissions?: object): string[] {
  return lintExtended(match, permissions).map(({ id }) => id);
}

/** A push to main by a job that runs a reusable workflow. */
export const extendedClaims = {
  ...pushClaims,
  event_name: 'push',
  job_workflow_ref: 'acme/workflows/.github/workflows/deploy.yml@refs/heads/main',
  repository_visibility: 'private',
  actor_id: '583231',
  runner_environment: 'github-hosted',
} as const satisfies PolicyClaims;

export const pullRequestClaims = {
  ...extendedClaims,
  sub: 'repo:acme/infra:pull_request',
  ref: 'refs/pull/7/merge',
  event_name: 'pull_request',
  base_ref: 'main',
  head_ref: 'feature',
} as const satisfies PolicyClaims;
