/** The result of converting a policy of another broker. */

import type { PolicyVersion } from '../policy-version.ts';

export type ConvertedPattern = { readonly glob: string } | { readonly regex: string };

export interface ConvertedPolicy {
  /** The oldest version that has every claim of the rule. */
  readonly version: PolicyVersion;
  readonly match: readonly (readonly [claim: string, pattern: ConvertedPattern])[];
  readonly permissions: readonly (readonly [name: string, level: string])[];
  /** What has no equivalent and takes nothing away from who is kept out, one sentence each. */
  readonly notes: readonly string[];
  /** Conditions of the original that the rule cannot express: without them it would allow more jobs. */
  readonly obstacles: readonly string[];
}
