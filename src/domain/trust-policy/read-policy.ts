/** Bytes of a policy file → its rules, as far as they can be read, and all its errors in one pass. */

import { isPolicyClaim } from './claims.ts';
import { maxFindings, type PolicyFinding } from './findings.ts';
import { isPattern } from './lint/pattern-shape.ts';
import { createPatternCompiler, type MatchEntries } from './lint/patterns.ts';
import { findUnknownPermissions } from './lint/permissions.ts';
import { valueAt } from './lint/place.ts';
import { findShapeProblems } from './lint/shape.ts';
import type { PolicySource } from './lint/source.ts';
import { readPolicyText } from './lint/text.ts';
import { readPolicyYaml } from './lint/yaml.ts';
import { type AccessLevel, isAccessLevel } from './permissions.ts';
import type { PolicyRule } from './policy.ts';

export interface TrustPolicyFile {
  /** At most 32 KiB are looked at; more is a finding. */
  readonly content: Uint8Array;
  /** Base name of the file without `.yaml`. */
  readonly name: string;
}

/** A rule, of which the parts that are wrong are left out. */
export interface ReadRule extends PolicyRule {
  /** Whether nothing of its `match` is left out. */
  readonly wholeMatch: boolean;
  /** Whether nothing of its `permissions` is left out. */
  readonly wholePermissions: boolean;
}

export interface PolicyReading {
  /** Nothing when the text is no YAML that a policy may be. */
  readonly source: PolicySource | undefined;
  readonly rules: readonly ReadRule[];
  /** In no order; more than a few hundred are cut off. The policy is valid when there are none. */
  readonly errors: readonly PolicyFinding[];
}

/** Most rules and most permissions of a rule that are looked at; the schema refuses more. */
const maxRules = 50;
const maxPermissions = 40;

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readRules(source: PolicySource, data: unknown): { rules: ReadRule[]; errors: PolicyFinding[] } {
  const errors: PolicyFinding[] = [];
  const patterns = createPatternCompiler(source, errors);
  const list = valueAt(data, ['spec', 'rules']);
  const rules = (Array.isArray(list) ? list.slice(0, maxRules) : []).map((rule: unknown, index): ReadRule => {
    const path = ['spec', 'rules', index] as const;
    const match = Object.entries(mappingAt(rule, 'match'));
    const entries = match.filter(([claim, pattern]) => isPolicyClaim(claim) && isPattern(pattern));
    const matchers = patterns.compileMatch(Object.fromEntries(entries) as MatchEntries, [...path, 'match']);
    const granted = Object.entries(mappingAt(rule, 'permissions')).slice(0, maxPermissions);
    const unknown =
      errors.length < maxFindings
        ? findUnknownPermissions(source, Object.fromEntries(granted), [...path, 'permissions'])
        : [];
    errors.push(...unknown);
    const known = granted.filter((entry): entry is [string, AccessLevel] => isAccessLevel(entry[1]));
    return {
      index,
      range: source.rangeOfValue(path),
      matchers,
      permissions: Object.fromEntries(known),
      wholeMatch: matchers.length > 0 && matchers.length === match.length,
      wholePermissions: unknown.length === 0 && known.length === granted.length,
    };
  });
  return { rules, errors };
}

function mappingAt(rule: unknown, key: string): Readonly<Record<string, unknown>> {
  const value = isMapping(rule) && Object.hasOwn(rule, key) ? rule[key] : undefined;
  return isMapping(value) ? value : {};
}

/** Never throws, whatever the bytes. A hostile file of 32 KiB takes some hundred milliseconds, nearly all in the YAML library. */
export function readPolicy({ content, name }: TrustPolicyFile): PolicyReading {
  const file = readPolicyText(content);
  if (file.status === 'refused') return { source: undefined, rules: [], errors: file.findings };
  const yaml = readPolicyYaml(file.text);
  if (yaml.status === 'refused') return { source: undefined, rules: [], errors: yaml.findings };
  const { rules, errors } = readRules(yaml.source, yaml.data);
  return {
    source: yaml.source,
    rules,
    errors: [...findShapeProblems(yaml.source, yaml.data, name), ...errors],
  };
}
