/** A row of the table of findings, and the examples that its documentation and its test share. */

import type { PolicyVersion } from './policy-version.ts';

/**
 * `error`: the file is invalid, and the server denies every caller. `mistake`: the file is valid, and part of it can never do what it
 * says, so lint and action fail. `warning` and `note` fail neither by default.
 */
export type Severity = 'error' | 'mistake' | 'warning' | 'note';

/** A policy that differs from a sound one in one respect. */
export interface FindingExample {
  /** Items of `spec.rules` as YAML; the rest of the file is sound. */
  readonly rules?: string | undefined;
  /** `v1alpha1` when left out. */
  readonly version?: PolicyVersion | undefined;
  /** The whole file, in place of the sound policy. */
  readonly text?: string | undefined;
  /** Text of the valid policy, and its replacement. */
  readonly edit?: readonly [search: string, replacement: string] | undefined;
  /** Base name of the file; `default.yaml` when left out. */
  readonly file?: string | undefined;
  /** Text of the repository's `.github/CODEOWNERS`; not checked if omitted. */
  readonly codeowners?: string | undefined;
  /** Names of permissions that the App's installation holds; unknown when left out. */
  readonly heldPermissions?: readonly string[] | undefined;
  /** Added as comments at the end, in bytes. */
  readonly padding?: number | undefined;
  readonly encoding?: 'latin1' | undefined;
  /** Other findings that the example has, for the reason that the description gives. */
  readonly also?: readonly string[] | undefined;
}

export interface FindingRule {
  readonly severity: Severity;
  /** One sentence, Markdown. */
  readonly summary: string;
  /** Why it matters and what to do, Markdown, a few sentences. */
  readonly description: string;
  readonly failing: FindingExample;
  readonly passing: FindingExample;
}
