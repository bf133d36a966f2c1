/** The version of the language that only this project reads. */

import { isScalar } from 'yaml';
import { isLaterClaim } from '../claims.ts';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { PolicyRule } from '../policy.ts';
import { apiVersionOf } from '../policy-version.ts';
import type { PolicySource } from './source.ts';

/** A note at `apiVersion`; whether the file needs the version is part of it. */
export function findExtension(source: PolicySource, rules: readonly PolicyRule[]): PolicyFinding[] {
  const path = ['apiVersion'] as const;
  const node = source.nodeAt(path);
  if (!isScalar(node) || node.value !== apiVersionOf('v1alpha2')) return [];
  const isNeeded = rules.some(({ matchers }) => matchers.some(({ claim }) => isLaterClaim(claim)));
  const advice = isNeeded ? '' : ' No rule uses a claim of v1alpha2: write v1alpha1, which both read.';
  const message = `The hosted Atmos Pro does not read v1alpha2: there the file is invalid and denies every job.${advice}`;
  return [createFinding('extension', { range: source.rangeOfValue(path), message })];
}
