/** Turns the errors of the JSON Schema into findings with a place, plain words and, where certain, a fix. */

import { suggestWord } from '../../../base/suggest-word.ts';
import { validateTrustPolicy } from '../../../schema/generated/trust-policy.cjs';
import { validateTrustPolicyV1alpha2 } from '../../../schema/generated/trust-policy-v1alpha2.cjs';
import { findProblems, type GeneratedValidator, type SchemaProblem } from '../../../schema/problems.ts';
import {
  createFinding,
  type FindingId,
  type Fix,
  maxFindings,
  type PolicyFinding,
  type Range,
} from '../findings.ts';
import { accessLevels } from '../permissions.ts';
import { isPolicyName } from '../policy-path.ts';
import { apiVersionOf, type PolicyVersion, policyVersions } from '../policy-version.ts';
import { describeKnownKey } from './known-key.ts';
import { keysOf, type Place, placeOf, readPolicyPointer, valueAt } from './place.ts';
import { describeValue, quoteFix, spellingFix } from './scalar.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

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

const validators: Readonly<Record<PolicyVersion, GeneratedValidator>> = {
  v1alpha1: validateTrustPolicy,
  v1alpha2: validateTrustPolicyV1alpha2,
};

/** What people call a claim who know it from GitHub's expressions or from the token itself. */
const claimsByOtherName: Readonly<Record<string, string>> = {
  sub: 'subject',
  repo: 'repository',
  owner: 'repository_owner',
  org: 'repository_owner',
  branch: 'ref',
  tag: 'ref',
  workflow: 'workflow_ref',
  env: 'environment',
  user: 'actor',
  commit: 'sha',
};
const laterClaimsByOtherName: Readonly<Record<string, string>> = {
  event: 'event_name',
  trigger: 'event_name',
  reusable_workflow: 'job_workflow_ref',
  job_workflow: 'job_workflow_ref',
  repo_id: 'repository_id',
  owner_id: 'repository_owner_id',
  org_id: 'repository_owner_id',
  user_id: 'actor_id',
  visibility: 'repository_visibility',
  runner: 'runner_environment',
  base: 'base_ref',
  target_branch: 'base_ref',
  head: 'head_ref',
  source_branch: 'head_ref',
};

function findByOtherName(name: string, version: PolicyVersion): string | undefined {
  if (Object.hasOwn(claimsByOtherName, name)) return claimsByOtherName[name];
  return version !== 'v1alpha1' && Object.hasOwn(laterClaimsByOtherName, name)
    ? laterClaimsByOtherName[name]
    : undefined;
}

const messages: Partial<Record<FindingId, string>> = {
  'api-version': `apiVersion must be ${policyVersions.map((version) => `"${apiVersionOf(version)}"`).join(' or ')}.`,
  kind: 'kind must be "TrustPolicy".',
  'rules-missing': 'spec.rules must be a list of at least one rule.',
  'too-many-rules': 'spec.rules may hold at most 50 rules. Use another policy for other callers.',
  'empty-match': 'match must name at least one claim. A rule without claims matches no job.',
  'pattern-empty': 'A pattern must not be empty. An empty claim matches nothing.',
  'pattern-too-long': 'A pattern may have at most 256 characters.',
  'permissions-size': 'permissions must have 1 to 40 entries. Leave it out for reading contents only.',
  'regex-invalid': 'Write {regex: "…"} for a regular expression, or a plain string for a glob.',
};

const permissionsMessage =
  'permissions must be a mapping of names and levels, such as "pull_requests: write". There is no read-all or write-all: name each permission.';

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

interface ShapeDocument {
  readonly source: PolicySource;
  readonly data: unknown;
  readonly version: PolicyVersion;
}

interface ShapeFile extends ShapeDocument {
  /** Base name of the file. */
  readonly name: string;
}

interface ShapeProblem {
  readonly path: PolicyPathSegments;
  /** The key that the problem is about, if it is about one. */
  readonly property: string | undefined;
  readonly range: Range;
}

function isUnknownName(id: FindingId): boolean {
  return id === 'unknown-key' || id === 'unknown-claim';
}

function createShapeFinding(
  { source, data, version, name }: ShapeFile,
  id: FindingId,
  { path, property, range }: ShapeProblem,
): PolicyFinding {
  const unknown = isUnknownName(id);
  const place = placeOf(path);
  const value = valueAt(data, path);
  const known = unknown ? keysOf(place, version) : accessLevels;
  const word = unknown ? (property ?? '') : value;
  const suggested = unknown || id === 'permission-level';
  const told = unknown ? describeKnownKey(place, property ?? '', version) : undefined;
  const byOtherName = id === 'unknown-claim' ? findByOtherName(property ?? '', version) : undefined;
  const meant =
    told !== undefined
      ? undefined
      : (byOtherName ?? (suggested && typeof word === 'string' ? suggestWord(word, known) : undefined));

  function describe(): string {
    if (told !== undefined) return told;
    if (unknown) {
      const quoted = JSON.stringify((property ?? '').slice(0, 64));
      const kind = id === 'unknown-claim' ? 'claim' : 'key';
      return `Unknown ${kind} ${quoted}. ${meant ? `Did you mean "${meant}"?` : `Use one of ${known.join(', ')}.`}`;
    }
    if (id === 'not-a-string') return `${describeValue(value)} A text is expected: quote it.`;
    if (id === 'permission-level') {
      return `A level is read, write or admin.${meant ? ` Did you mean "${meant}"?` : ''}`;
    }
    if (id === 'metadata-name') return describeName(name);
    if (id === 'wrong-type' && Array.isArray(value) && place === 'pattern')
      return 'A pattern is one text, not a list. Write a rule for each, or {regex: "(one|other)"}.';
    if (place === 'permissions' && id === 'wrong-type') return permissionsMessage;
    return messages[id] ?? `This must be a ${place === 'rules' ? 'list' : 'mapping'}.`;
  }
  function fix(): Fix | undefined {
    if (id === 'not-a-string') return quoteFix(source, path);
    // Another name may stand for another value as well: `branch: main` is `ref: refs/heads/main`.
    if (byOtherName !== undefined) return undefined;
    if (suggested && typeof word === 'string') return spellingFix(range, word, meant);
    const only = findOnlyValue(id, { version, name });
    return only !== undefined && typeof value === 'string' ? { range, text: only } : undefined;
  }
  return createFinding(id, { range, message: describe(), fix: fix() });
}

/** The value where one alone is right. */
function findOnlyValue(
  id: FindingId,
  { version, name }: Pick<ShapeFile, 'version' | 'name'>,
): string | undefined {
  if (id === 'metadata-name') return isPolicyName(name) ? `"${name}"` : undefined;
  if (id === 'api-version') return apiVersionOf(version);
  return id === 'kind' ? 'TrustPolicy' : undefined;
}

/** One finding per place and id, at most `maxFindings`; none when the document fits. `name` is the file's base name. */
export function findShapeProblems(document: ShapeDocument, name: string): PolicyFinding[] {
  const { source, data, version } = document;
  const found = new Map<string, PolicyFinding>();

  function report(id: FindingId, path: PolicyPathSegments, { property }: SchemaProblem): void {
    const unknown = isUnknownName(id);
    const target = unknown && property !== undefined ? [...path, property] : path;
    const range = unknown ? source.rangeOfKey(target) : source.rangeOfValue(target);
    const key = `${id} ${JSON.stringify(target)}`;
    if (found.has(key)) return;
    found.set(key, createShapeFinding({ ...document, name }, id, { path, property, range }));
  }

  for (const problem of findProblems(validators[version], data)) {
    if (found.size === maxFindings) break;
    const path = readPolicyPointer(problem.pointer);
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
