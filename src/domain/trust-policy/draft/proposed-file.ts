/** The one file that a proposal changes, and the branch that is named after it. */
import { createHash } from 'node:crypto';
import { ok, type Result } from '../../../base/result.ts';
import type { PolicyFinding } from '../findings.ts';
import { policyPath } from '../policy-path.ts';
import { describeRule, type RuleInWords } from '../report/describe-rule.ts';
import { addRule } from './add-rule.ts';
import { renderPolicy } from './render-draft.ts';
import { checkDraft, type PolicyValues } from './values.ts';

export interface PolicyDraft {
  readonly name: string;
  readonly values: PolicyValues;
}

export interface ProposedFile {
  readonly name: string;
  readonly path: string;
  /** The whole file. */
  readonly text: string;
  /** Whether the default branch has no such file. */
  readonly isNew: boolean;
  /** What changes, as in a diff. */
  readonly diff: string;
  /** The rule that is new. */
  readonly rule: RuleInWords;
  readonly findings: readonly PolicyFinding[];
  /** SHA-256 of path and text, in hexadecimal digits: the same change has the same. */
  readonly digest: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
}

/** Digits of the digest in the name of a branch. */
const branchDigits = 16;
/** Lines around a change. */
const contextLines = 3;

function describeAddition(text: string, line: number, added: readonly string[]): string {
  const lines = text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  const first = Math.max(line - 1 - contextLines, 0);
  const next = line - 1 + added.length;
  const show = (mark: string, shown: readonly string[]) => shown.map((one) => mark + one);
  return [
    ...show(' ', lines.slice(first, line - 1)),
    ...show('+', added),
    ...show(' ', lines.slice(next, next + contextLines)),
  ].join('\n');
}

function writeText(
  { name, values }: PolicyDraft,
  existing: Uint8Array | undefined,
): Result<Pick<ProposedFile, 'text' | 'diff' | 'rule' | 'findings'>> {
  const drafted = renderPolicy(name, values);
  const { rule, findings } = checkDraft(name, drafted);
  if (existing === undefined) {
    const diff = describeAddition(drafted, 1, drafted.trimEnd().split('\n'));
    return ok({ text: drafted, diff, rule: describeRule(rule), findings });
  }
  const addition = addRule(name, { text: Buffer.from(existing).toString('utf8'), values, rule });
  if (addition.status === 'refused') return addition;
  const { text, line, added, place } = addition.value;
  // Findings of the draft alone point at lines of another file.
  const shown = findings.map((finding) => ({ ...finding, range: place }));
  const inWords = { ...describeRule(rule), rule: addition.value.count, line };
  return ok({ text, diff: describeAddition(text, line, added), rule: inWords, findings: shown });
}

/**
 * The policy of a draft as a file: a new one, or the `existing` one with the rule added. The file is valid to the parser of
 * policies. Throws INPUT_INVALID for values that make no policy.
 */
export function proposeFile(draft: PolicyDraft, existing: Uint8Array | undefined): Result<ProposedFile> {
  const written = writeText(draft, existing);
  if (written.status === 'refused') return written;
  const { name } = draft;
  const path = policyPath(name);
  const digest = createHash('sha256')
    .update(JSON.stringify([path, written.value.text]))
    .digest('hex');
  return ok({
    ...{ name, path, digest, isNew: existing === undefined },
    ...written.value,
    branch: `atmos-pro/policy-${name}-${digest.slice(0, branchDigits)}`,
  });
}
