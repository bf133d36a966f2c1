/** What the table of findings says about one of them, and the examples that its documentation and its test share. */

export type Severity = 'error' | 'warning' | 'note';

/** A policy that differs from a sound one in one respect. */
export interface FindingExample {
  /** Items of `spec.rules` as YAML; the rest of the file is sound. */
  readonly rules?: string | undefined;
  /** First text of the sound policy, and what stands in its place. */
  readonly edit?: readonly [search: string, replacement: string] | undefined;
  /** Base name of the file; `default.yaml` when left out. */
  readonly file?: string | undefined;
  /** Text of the repository's `.github/CODEOWNERS`; not looked at when left out. */
  readonly codeowners?: string | undefined;
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
