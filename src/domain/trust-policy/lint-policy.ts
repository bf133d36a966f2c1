/** Bytes of a policy file → everything that can be said about it: errors, warnings and notes. */

import { type CodeownersFile, findMissingOwners } from './codeowners.ts';
import { toCompiledPolicy } from './compile.ts';
import { createFinding, type PolicyFinding, sortFindings } from './findings.ts';
import { findAmbiguousScalars } from './lint/ambiguous.ts';
import { findWideCallers } from './lint/callers.ts';
import { findContradictions } from './lint/contradictions.ts';
import { findPullRequestRef } from './lint/event-contradictions.ts';
import { findExtension } from './lint/extension.ts';
import { findForeignWorkflow } from './lint/foreign-workflow.ts';
import { findStrongGrants } from './lint/grants.ts';
import { findOverlaps } from './lint/overlap.ts';
import { findOddPatterns } from './lint/pattern-style.ts';
import { findSchemaComment } from './lint/schema-comment.ts';
import type { PolicySource } from './lint/source.ts';
import { findUnmatchable } from './lint/unmatchable.ts';
import { findWideClaims } from './lint/wide-claims.ts';
import type { CompiledTrustPolicy } from './policy.ts';
import { policyDirectory } from './policy-path.ts';
import { type PolicyReading, type ReadRule, readPolicy } from './read-policy.ts';

export type { CodeownersFile } from './codeowners.ts';

export interface PolicyToLint {
  readonly content: Uint8Array;
  /** Path of the file from the root of its repository, with `/`; a base name such as `default.yaml` will do. */
  readonly file: string;
  /** The CODEOWNERS files of the checkout, an empty list for none; not checked if omitted. */
  readonly codeowners?: readonly CodeownersFile[] | undefined;
  /** Names of permissions that the App's installation holds; left out, they are not known. */
  readonly heldPermissions?: readonly string[] | undefined;
}

const fileStart = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** Callers of a rule are judged only if all of its claims could be read: a typo is not another caller. */
function inspectMeaning(source: PolicySource, rule: ReadRule): PolicyFinding[] {
  const callers = rule.wholeMatch ? [...findWideCallers(source, rule), ...findWideClaims(rule)] : [];
  const whole = rule.wholeMatch
    ? [...findContradictions(rule), ...findPullRequestRef(rule), ...findForeignWorkflow(rule)]
    : [];
  return [...callers, ...findStrongGrants(source, rule, callers), ...whole];
}

function inspectRules(
  source: PolicySource,
  { rules, version }: Pick<PolicyReading, 'rules' | 'version'>,
): PolicyFinding[] {
  const whole = rules.filter(({ wholeMatch }) => wholeMatch);
  return [
    ...findSchemaComment(source, version),
    ...findExtension(source, rules),
    ...findAmbiguousScalars(source, rules),
    ...rules.flatMap((rule) => [
      ...findOddPatterns(source, rule),
      ...rule.matchers.flatMap((matcher) => findUnmatchable(matcher) ?? []),
      ...inspectMeaning(source, rule),
    ]),
    ...findOverlaps(whole.filter(({ wholePermissions }) => wholePermissions)),
  ];
}

export interface InspectedPolicy {
  /** In the order of the text: errors do not suppress warnings. */
  readonly findings: readonly PolicyFinding[];
  /** What the server would make of the same bytes. */
  readonly policy: CompiledTrustPolicy;
}

/**
 * Everything about a policy from one reading. Never throws, whatever the bytes. A policy that is not too large has at most some
 * 2,000 findings.
 */
export function inspectTrustPolicy({
  content,
  file,
  codeowners,
  heldPermissions,
}: PolicyToLint): InspectedPolicy {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const name = base.replace(/\.ya?ml$/, '');
  const reading = readPolicy({ content, name, heldPermissions });
  const { source, errors, others } = reading;
  const findings = [...errors, ...others, ...(source ? inspectRules(source, reading) : [])];
  if (!base.endsWith('.yaml')) {
    const message = `The server reads .atmos/pro/sts/${JSON.stringify(`${name}.yaml`).slice(1, -1)} and not this file. Rename it.`;
    findings.push(createFinding('file-name', { range: fileStart, message }));
  }
  const unowned = codeowners && findMissingOwners(codeowners, `${policyDirectory}/${name}.yaml`);
  if (unowned) findings.push(createFinding('codeowners', { range: fileStart, message: unowned }));
  return { findings: sortFindings(findings), policy: toCompiledPolicy(name, reading) };
}

/** All findings, in the order of the text. Never throws, whatever the bytes. */
export function lintTrustPolicy(policy: PolicyToLint): PolicyFinding[] {
  return [...inspectTrustPolicy(policy).findings];
}
