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
  'file-name': { severity: 'error', summary: 'The file is not called `<name>.yaml`, so nobody reads it.' },
  'match-all': { severity: 'warning', summary: 'Any verified caller meets the rule.' },
  'wildcard-before-slash': { severity: 'warning', summary: 'A wildcard in the name of the owner.' },
  'no-caller-anchor': { severity: 'warning', summary: 'The rule does not say which repository may call.' },
  'pull-request-reachable': { severity: 'warning', summary: 'The subject admits runs for pull requests.' },
  'workflow-any-ref': { severity: 'warning', summary: 'The workflow file is trusted on any branch.' },
  'write-covers-policy': { severity: 'warning', summary: 'The caller may edit this very policy.' },
  'admin-grant': { severity: 'warning', summary: 'The rule grants `admin`.' },
  'broad-write': { severity: 'warning', summary: 'A rule that lets in too many grants write access.' },
  'unreachable-rule': { severity: 'warning', summary: 'No run can meet the rule.' },
  'shadowed-rule': { severity: 'note', summary: 'Another rule already lets in the same callers.' },
  'duplicate-rule': { severity: 'note', summary: 'The rule stands in the policy twice.' },
  'regex-looks-like-glob': { severity: 'warning', summary: 'A regular expression that reads like a glob.' },
  'glob-looks-like-regex': { severity: 'warning', summary: 'A glob that reads like a regular expression.' },
  'redundant-anchor': { severity: 'note', summary: '`^` and `$` do nothing in a regular expression.' },
  'actor-without-repository': { severity: 'note', summary: 'An actor is a name that can change hands.' },
  'ambiguous-scalar': {
    severity: 'warning',
    summary: 'A value that other readers of YAML do not read as text.',
  },
  'schema-comment': { severity: 'note', summary: 'No comment tells editors where the schema is.' },
  codeowners: { severity: 'warning', summary: 'No code owner has to approve changes to the policy.' },
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
