/** Finds grants of a rule that deserve a second look. */

import { createFinding, type FindingId, type PolicyFinding } from '../findings.ts';
import type { PolicyRule } from '../policy.ts';
import { findWideningKind, type WideningGrant } from '../policy-guard.ts';
import type { PolicySource } from './source.ts';

/** Findings that make a rule too wide to write. */
const wideIds: readonly FindingId[] = [
  'match-all',
  'wildcard-before-slash',
  'no-caller-anchor',
  'pull-request-reachable',
  'workflow-any-ref',
  'id-wildcard',
  'outsider-event',
  'head-ref-chosen',
];

function describeWidening(name: string, kind: WideningGrant['kind']): string {
  return kind === 'self'
    ? `With ${name}: write the caller can remove any protection of this policy and change it. The server refuses the grant, unless its sts.guard_policy_directory is false. Remove it.`
    : `With ${name}: write the caller can change this policy and allow others. The server refuses the grant until a ruleset protects .atmos/pro/sts/, unless its sts.guard_policy_directory is false. Add the ruleset.`;
}

/** Findings of one rule; `others` are those that it already has. */
export function findStrongGrants(
  source: PolicySource,
  rule: PolicyRule,
  others: readonly PolicyFinding[],
): PolicyFinding[] {
  const path = ['spec', 'rules', rule.index, 'permissions'] as const;
  const strong = Object.entries(rule.permissions).filter(([, level]) => level !== 'read');
  const findings = strong.flatMap(([name, level]) => {
    const range = source.rangeOfValue([...path, name]);
    const admin = `${name}: admin is whatever the App holds of it, up to everything. Say read or write.`;
    const widens = findWideningKind(name);
    return [
      ...(level === 'admin' ? [createFinding('admin-grant', { range, message: admin })] : []),
      ...(widens === undefined
        ? []
        : [createFinding('write-covers-policy', { range, message: describeWidening(name, widens) })]),
    ];
  });
  const wide = others.find(({ id }) => wideIds.includes(id));
  if (strong.length === 0 || !wide) return findings;
  const names = strong
    .slice(0, 5)
    .map(([name, level]) => `${name}: ${level}`)
    .join(', ');
  const message = `The rule allows too many callers (${wide.id}) to grant ${names}. Grant it in a narrower rule.`;
  return [...findings, createFinding('broad-write', { range: source.rangeOfKey(path), message })];
}
