/** What can be found in a policy: the closed table of ids, and the shape of a finding. */

export type Severity = 'error' | 'warning' | 'note';

/** Every finding with its severity and what it is about in one line. Errors make the whole file invalid. */
export const findingRules = {
  'file-too-large': { severity: 'error', summary: 'The file is larger than 32 KiB.' },
  'not-utf8': { severity: 'error', summary: 'The file is not UTF-8 text.' },
  'yaml-syntax': { severity: 'error', summary: 'The file is not YAML 1.2, or indents with tabs.' },
  'duplicate-key': { severity: 'error', summary: 'A key stands twice in one mapping.' },
  alias: { severity: 'error', summary: 'Anchors and aliases are not allowed.' },
  'custom-tag': { severity: 'error', summary: 'Tags are not allowed.' },
  'multiple-documents': { severity: 'error', summary: 'The file holds more than one YAML document.' },
  'wrong-type': { severity: 'error', summary: 'A mapping or a list is expected here.' },
  'api-version': { severity: 'error', summary: '`apiVersion` is not `atmos-pro.com/v1alpha1`.' },
  kind: { severity: 'error', summary: '`kind` is not `TrustPolicy`.' },
  'metadata-name': { severity: 'error', summary: '`metadata.name` is not the name of the file.' },
  'rules-missing': { severity: 'error', summary: '`spec.rules` holds no rule.' },
  'too-many-rules': { severity: 'error', summary: '`spec.rules` holds more than 50 rules.' },
  'unknown-key': { severity: 'error', summary: 'A key that the policy language does not have.' },
  'not-a-string': { severity: 'error', summary: 'A value that YAML reads as something else than text.' },
  'empty-match': { severity: 'error', summary: 'A rule without claims, which could never match.' },
  'unknown-claim': { severity: 'error', summary: 'A claim that a policy cannot match on.' },
  'regex-invalid': { severity: 'error', summary: 'A regular expression that is not accepted.' },
  'pattern-empty': { severity: 'error', summary: 'An empty pattern.' },
  'pattern-too-long': { severity: 'error', summary: 'A pattern of more than 256 characters.' },
  'permission-unknown': { severity: 'error', summary: 'Not a repository permission of GitHub Apps.' },
  'permission-level': { severity: 'error', summary: 'A level that this permission does not have.' },
  'permissions-size': { severity: 'error', summary: '`permissions` is empty or has more than 40 entries.' },
} as const satisfies Record<string, { severity: Severity; summary: string }>;

export type FindingId = keyof typeof findingRules;

/** Most findings that one file is given; what is left out is of the same kinds. */
export const maxFindings = 100;

/** Both counted from 1; columns in UTF-16 code units, as editors, SARIF and GitHub's annotations count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** An edit that is certain to be right: put `text` where `range` is. */
export interface Fix {
  readonly range: Range;
  readonly text: string;
}

export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly range: Range;
  /** One or two full sentences; quotes at most a short piece of the policy. */
  readonly message: string;
  readonly fix?: Fix;
}

/** A finding of `id` with the severity that the table gives it. */
export function createFinding(
  id: FindingId,
  range: Range,
  message: string,
  { fix }: { readonly fix?: Fix | undefined } = {},
): Finding {
  return { id, severity: findingRules[id].severity, range, message, ...(fix ? { fix } : {}) };
}
