/** What is left of a policy of another broker. */

export type ConvertedPattern = { readonly glob: string } | { readonly regex: string };

export interface ConvertedPolicy {
  readonly match: readonly (readonly [claim: string, pattern: ConvertedPattern])[];
  readonly permissions: readonly (readonly [name: string, level: string])[];
  /** What has no equivalent and takes nothing away from who is kept out, one sentence each. */
  readonly notes: readonly string[];
  /** What the rule would have to say and cannot: without it the rule would let in more jobs. */
  readonly obstacles: readonly string[];
}
