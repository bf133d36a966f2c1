/** What the JSON Schema says about a policy, as findings with a place, plain words and, where certain, a fix. */

import { validateTrustPolicy } from '../../schema/generated/trust-policy.cjs';
import { findProblems, type SchemaProblem } from '../../schema/problems.ts';
import { policyClaims } from '../claims.ts';
import { createFinding, type Finding, type FindingId, type Fix, maxFindings } from '../findings.ts';
import { accessLevels } from '../permissions.ts';
import { isPolicyName } from '../policy-path.ts';
import { suggestWord } from '../suggestion.ts';
import { describeValue, quoteFix } from './scalar.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/** Which part of the language a place belongs to. */
type Place =
  | 'document'
  | 'apiVersion'
  | 'kind'
  | 'metadata'
  | 'name'
  | 'spec'
  | 'rules'
  | 'rule'
  | 'match'
  | 'pattern'
  | 'regex'
  | 'permissions'
  | 'level';

const keysOfPlaces: Partial<Record<Place, readonly string[]>> = {
  document: ['apiVersion', 'kind', 'metadata', 'spec'],
  metadata: ['name'],
  spec: ['rules'],
  rule: ['match', 'permissions'],
  match: Object.keys(policyClaims),
  pattern: ['regex'],
};

const idsOfMissing: Readonly<Record<string, FindingId>> = {
  apiVersion: 'api-version',
  kind: 'kind',
  metadata: 'metadata-name',
  name: 'metadata-name',
  spec: 'rules-missing',
  rules: 'rules-missing',
  match: 'empty-match',
  regex: 'regex-invalid',
};

/** What stands for an empty value at a place. */
const idsOfEmpty: Partial<Record<Place, FindingId>> = {
  metadata: 'metadata-name',
  spec: 'rules-missing',
  rules: 'rules-missing',
  match: 'empty-match',
  permissions: 'permissions-size',
};

const messages: Partial<Record<FindingId, string>> = {
  'api-version': 'apiVersion must be "atmos-pro.com/v1alpha1".',
  kind: 'kind must be "TrustPolicy".',
  'rules-missing': 'spec.rules must be a list of at least one rule.',
  'too-many-rules': 'spec.rules may hold at most 50 rules. Use another policy for other callers.',
  'empty-match': 'match must name at least one claim. A rule without claims lets nobody in.',
  'pattern-empty': 'A pattern must not be empty. An empty claim matches nothing.',
  'pattern-too-long': 'A pattern may have at most 256 characters.',
  'permissions-size': 'permissions must have 1 to 40 entries. Leave it out for reading contents only.',
  'regex-invalid': 'Write {regex: "…"} for a regular expression, or a plain string for a glob.',
};

function placeOf(path: PolicyPathSegments): Place {
  const [first, second, , fourth] = path;
  if (first === undefined) return 'document';
  if (first === 'metadata') return second === undefined ? 'metadata' : 'name';
  if (first !== 'spec') return first === 'kind' ? 'kind' : 'apiVersion';
  if (path.length <= 3) return (['spec', 'rules', 'rule'] as const)[path.length - 1] ?? 'rule';
  if (fourth === 'permissions') return path.length === 4 ? 'permissions' : 'level';
  return (['match', 'pattern', 'regex'] as const)[path.length - 4] ?? 'regex';
}

/** JSON Pointer → keys and positions. A position is recognised by where it stands, since keys may look like numbers. */
function readPointer(pointer: string): PolicyPathSegments {
  const segments = pointer.split('/').slice(1);
  return segments.map((segment, index) =>
    index === 2 ? Number(segment) : segment.replaceAll('~1', '/').replaceAll('~0', '~'),
  );
}

function valueAt(data: unknown, path: PolicyPathSegments): unknown {
  return path.reduce<unknown>(
    (value, key) => (value === null || typeof value !== 'object' ? undefined : Reflect.get(value, key)),
    data,
  );
}

function idOfType(place: Place, value: unknown): FindingId {
  if (value === null && idsOfEmpty[place]) return idsOfEmpty[place];
  const scalarExpected = place === 'name' || place === 'pattern' || place === 'regex';
  if (scalarExpected && (value === null || typeof value !== 'object')) return 'not-a-string';
  return 'wrong-type';
}

/** A text is a glob and a mapping an expression, whatever else is wrong with them. */
function fitsOneBranch(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

/** Nothing for a problem that only repeats another: a pattern fails both branches, glob and regular expression. */
function idOf(problem: SchemaProblem, place: Place, value: unknown): FindingId | undefined {
  switch (problem.keyword) {
    case 'additionalProperties':
      return place === 'match' ? 'unknown-claim' : 'unknown-key';
    case 'required':
      return idsOfMissing[problem.property ?? ''] ?? 'wrong-type';
    case 'type':
      return place === 'pattern' && fitsOneBranch(value) ? undefined : idOfType(place, value);
    case 'const':
      return place === 'kind' ? 'kind' : 'api-version';
    case 'enum':
      return typeof value === 'string' ? 'permission-level' : 'not-a-string';
    case 'minLength':
      return 'pattern-empty';
    case 'maxLength':
      return 'pattern-too-long';
    case 'pattern':
      return 'metadata-name';
    case 'minItems':
      return 'rules-missing';
    case 'maxItems':
      return 'too-many-rules';
    case 'minProperties':
      return place === 'match' ? 'empty-match' : 'permissions-size';
    case 'maxProperties':
      return 'permissions-size';
    default:
      return 'wrong-type';
  }
}

/** One finding per place and id, at most `maxFindings`; none when `data` fits. `name` is the file's base name. */
export function findShapeProblems(source: PolicySource, data: unknown, name: string): Finding[] {
  const found = new Map<string, Finding>();

  function report(id: FindingId, path: PolicyPathSegments, problem: SchemaProblem): void {
    const { property } = problem;
    const unknown = id === 'unknown-key' || id === 'unknown-claim';
    const target = unknown && property !== undefined ? [...path, property] : path;
    const range = unknown ? source.rangeOfKey(target) : source.rangeOfValue(target);
    const key = `${id} ${JSON.stringify(target)}`;
    if (!found.has(key)) found.set(key, createFinding(id, range, describe(), { fix: fix() }));

    function describe(): string {
      const value = valueAt(data, path);
      if (unknown) {
        const word = JSON.stringify((property ?? '').slice(0, 64));
        const known = keysOfPlaces[placeOf(path)] ?? [];
        const meant = suggestWord(property ?? '', known);
        const kind = id === 'unknown-claim' ? 'claim that a policy can match on' : 'key that is known here';
        return `${word} is no ${kind}. ${meant ? `Did you mean "${meant}"?` : `Known are ${known.join(', ')}.`}`;
      }
      if (id === 'not-a-string') return `${describeValue(value)} A text is expected: quote it.`;
      if (id === 'permission-level') {
        const meant = suggestWord(String(value), accessLevels);
        return `A level is read, write or admin.${meant ? ` Did you mean "${meant}"?` : ''}`;
      }
      if (id === 'metadata-name') return describeName(name);
      return messages[id] ?? `This must be a ${placeOf(path) === 'rules' ? 'list' : 'mapping'}.`;
    }
    function fix(): Fix | undefined {
      return id === 'not-a-string' ? quoteFix(source, path) : undefined;
    }
  }

  for (const problem of findProblems(validateTrustPolicy, data)) {
    if (found.size === maxFindings) break;
    const path = readPointer(problem.pointer);
    const id = idOf(problem, placeOf(path), valueAt(data, path));
    if (id) report(id, path, problem);
  }
  const actual = valueAt(data, ['metadata', 'name']);
  if (typeof actual === 'string' && (actual !== name || !isPolicyName(name))) {
    report('metadata-name', ['metadata', 'name'], { pointer: '', keyword: '', message: '' });
  }
  return [...found.values()];
}

function describeName(name: string): string {
  return isPolicyName(name)
    ? `metadata.name must be the name of the file, "${name}".`
    : 'The file does not have the name of a policy: 1 to 64 letters, digits, dots, hyphens and underscores.';
}
