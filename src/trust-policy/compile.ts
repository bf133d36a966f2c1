/** Bytes of a policy file → a policy that can be asked, or everything that is wrong with it. */

import { type Finding, maxFindings } from './findings.ts';
import { createPatternCompiler, type MatchEntries } from './lint/patterns.ts';
import { findUnknownPermissions } from './lint/permissions.ts';
import { findShapeProblems } from './lint/shape.ts';
import type { PolicySource } from './lint/source.ts';
import { readPolicyText } from './lint/text.ts';
import { readPolicyYaml } from './lint/yaml.ts';
import type { Permissions } from './permissions.ts';
import type { CompiledTrustPolicy, PolicyRule } from './policy.ts';

export interface TrustPolicyFile {
  /** At most 32 KiB are looked at; more is a finding. */
  readonly content: Uint8Array;
  /** Base name of the file without `.yaml`. */
  readonly name: string;
}

/** What the schema has already established; the generated type has the same content with other names around it. */
interface CheckedPolicy {
  readonly spec: {
    readonly rules: readonly { readonly match: MatchEntries; readonly permissions?: Permissions }[];
  };
}

function compileRules(
  source: PolicySource,
  data: CheckedPolicy,
): { rules: PolicyRule[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const patterns = createPatternCompiler(source, findings);
  const rules = data.spec.rules.map(({ match, permissions = {} }, index): PolicyRule => {
    const path = ['spec', 'rules', index] as const;
    const matchers = patterns.compileMatch(match, [...path, 'match']);
    findings.push(...findUnknownPermissions(source, permissions, [...path, 'permissions']));
    return { index, range: source.rangeOfValue(path), matchers, permissions };
  });
  return { rules, findings };
}

/**
 * Any error makes the whole file invalid: fail closed, no rule of it counts. Never throws, whatever the bytes; findings come in
 * the order of the text and are at most `maxFindings`. A hostile file of 32 KiB takes some
 * hundred milliseconds, nearly all in the YAML library.
 */
export function compileTrustPolicy({ content, name }: TrustPolicyFile): CompiledTrustPolicy {
  function refuse(findings: readonly Finding[]): CompiledTrustPolicy {
    const ordered = findings.toSorted(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column,
    );
    return { status: 'invalid', name, findings: ordered.slice(0, maxFindings) };
  }
  const file = readPolicyText(content);
  if (file.status === 'refused') return refuse(file.findings);
  const yaml = readPolicyYaml(file.text);
  if (yaml.status === 'refused') return refuse(yaml.findings);
  const shape = findShapeProblems(yaml.source, yaml.data, name);
  if (shape.length > 0) return refuse(shape);
  const { rules, findings } = compileRules(yaml.source, yaml.data as CheckedPolicy);
  if (findings.length > 0) return refuse(findings);
  return { status: 'valid', name, rules, findings: [] };
}
