/** Bytes of a policy file → its rules, as far as they can be read, and all its errors in one pass. */

import { maxFindings, type PolicyFinding, type Position, type Range } from './findings.ts';
import { findOtherDialect } from './lint/dialect.ts';
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
import { isClaimOf, type PolicyVersion, readPolicyVersion } from './policy-version.ts';

export interface TrustPolicyFile {
  /** At most 32 KiB are read; more is a finding. */
  readonly content: Uint8Array;
  /** Base name of the file without `.yaml`. */
  readonly name: string;
  /** Names of permissions that the App's installation holds: one that the catalog lacks is then a warning and granted. */
  readonly heldPermissions?: readonly string[] | undefined;
}

/** A rule, of which the parts that are wrong are left out. */
export interface ReadRule extends PolicyRule {
  /** Whether nothing of its `match` is left out. */
  readonly wholeMatch: boolean;
  /** Whether nothing of its `permissions` is left out. */
  readonly wholePermissions: boolean;
}

export interface PolicyReading {
  /** Undefined if the text is not YAML that a policy may use. */
  readonly source: PolicySource | undefined;
  readonly version: PolicyVersion;
  readonly rules: readonly ReadRule[];
  /** In no order; more than a few hundred are cut off. The policy is valid when there are none. */
  readonly errors: readonly PolicyFinding[];
  /** Found on the way, and no errors. */
  readonly others: readonly PolicyFinding[];
}

/** Most rules, and most permissions of a rule, that are read; the schema refuses more. */
const maxRules = 50;
const maxPermissions = 40;

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface ReadRules {
  readonly rules: readonly ReadRule[];
  readonly errors: readonly PolicyFinding[];
  readonly others: readonly PolicyFinding[];
}

interface PolicyDocument {
  readonly source: PolicySource;
  readonly data: unknown;
  readonly version: PolicyVersion;
}

function readRules({ source, data, version }: PolicyDocument, held: readonly string[]): ReadRules {
  const errors: PolicyFinding[] = [];
  const others: PolicyFinding[] = [];
  const patterns = createPatternCompiler(source, errors);
  const list = valueAt(data, ['spec', 'rules']);
  const rules = (Array.isArray(list) ? list.slice(0, maxRules) : []).map((rule: unknown, index): ReadRule => {
    const path = ['spec', 'rules', index] as const;
    const match = Object.entries(mappingAt(rule, 'match'));
    const entries = match.filter(([claim, pattern]) => isClaimOf(version, claim) && isPattern(pattern));
    // The filter has checked keys and values.
    const checked = Object.fromEntries(entries) as MatchEntries;
    const matchers = patterns.compileMatch(checked, [...path, 'match']);
    const granted = Object.entries(mappingAt(rule, 'permissions')).slice(0, maxPermissions);
    const found =
      errors.length < maxFindings
        ? findUnknownPermissions(source, Object.fromEntries(granted), {
            path: [...path, 'permissions'],
            held,
          })
        : [];
    const unknown = found.filter(({ severity }) => severity === 'error');
    errors.push(...unknown);
    others.push(...found.filter(({ severity }) => severity !== 'error'));
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
  return { rules, errors, others };
}

function mappingAt(rule: unknown, key: string): Readonly<Record<string, unknown>> {
  const value = isMapping(rule) && Object.hasOwn(rule, key) ? rule[key] : undefined;
  return isMapping(value) ? value : {};
}

function refuseReading(errors: readonly PolicyFinding[]): PolicyReading {
  return { source: undefined, version: 'v1alpha1', rules: [], errors, others: [] };
}

/** Never throws, whatever the bytes. A hostile file of 32 KiB takes some hundred milliseconds, nearly all in the YAML library. */
export function readPolicy({ content, name, heldPermissions = [] }: TrustPolicyFile): PolicyReading {
  const file = readPolicyText(content);
  if (file.status === 'refused') return refuseReading(file.findings);
  const yaml = readPolicyYaml(file.text);
  if (yaml.status === 'refused') return refuseReading(yaml.findings);
  const { source, data, findings } = yaml;
  const dialect = findOtherDialect(source, data);
  if (dialect) return refuseReading([...findings, dialect]);
  const document = { source, data, version: readPolicyVersion(data) };
  const { rules, errors, others } = readRules(document, heldPermissions);
  const told = new Set(findings.map(placeOf));
  // Once per place: an alias is not also a value that is missing. With several documents it is unclear where the rest belongs.
  if (findings.some(({ id }) => id === 'multiple-documents'))
    told.add(placeOf({ range: source.rangeOfValue([]) }));
  // What a key that is not text was taken out of is not empty for its author.
  const isEmptied = ({ id, range }: PolicyFinding) =>
    emptyIds.has(id) &&
    findings.some((loose) => loose.id === 'unknown-key' && isWithin(loose.range.start, range));
  const further = [...findShapeProblems(document, name), ...errors];
  return {
    source,
    version: document.version,
    rules,
    errors: [...findings, ...further.filter((finding) => !told.has(placeOf(finding)) && !isEmptied(finding))],
    others,
  };
}

const emptyIds: ReadonlySet<PolicyFinding['id']> = new Set([
  'empty-match',
  'permissions-size',
  'metadata-name',
  'rules-missing',
]);

function isWithin(position: Position, { start, end }: Range): boolean {
  const after = position.line - start.line || position.column - start.column;
  const before = end.line - position.line || end.column - position.column;
  return after >= 0 && before >= 0;
}

function placeOf({ range: { start } }: Pick<PolicyFinding, 'range'>): string {
  return `${start.line}:${start.column}`;
}
