/** The published schema refuses what it must, keyword by keyword, and tells an editor about each of its nodes. */

import { describe, expect, test } from '@jest/globals';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { policyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { policyNamePattern } from '../../../../src/domain/trust-policy/policy-path.ts';
import { readProjectFile } from '../../../support/source-files.ts';

const schema = JSON.parse(readProjectFile('schemas/v1alpha1/trust-policy.json')) as AnySchemaObject;
const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true });
const validate = ajv.compile(schema);

const good = {
  apiVersion: 'atmos-pro.com/v1alpha1',
  kind: 'TrustPolicy',
  metadata: { name: 'default' },
  spec: { rules: [{ match: { ref: 'a' }, permissions: { contents: 'read' } }] },
};
const rules = (list: unknown) => ({ ...good, spec: { rules: list } });
const match = (value: unknown) => rules([{ match: value }]);
const pattern = (value: unknown) => match({ ref: value });
const permissions = (value: unknown) => rules([{ match: { ref: 'a' }, permissions: value }]);

/** Policy, and the keyword that refuses it, by its place in the schema. */
const refused: [string, unknown, string][] = [
  ['a text', 'policy', '#/type'],
  ['nothing', {}, '#/required'],
  ['another key', { ...good, version: 1 }, '#/additionalProperties'],
  ['another version', { ...good, apiVersion: 'v1' }, '#/properties/apiVersion/const'],
  ['another kind', { ...good, kind: 'Policy' }, '#/properties/kind/const'],
  ['metadata that is a text', { ...good, metadata: 'default' }, '#/properties/metadata/type'],
  ['metadata without a name', { ...good, metadata: {} }, '#/properties/metadata/required'],
  [
    'metadata with more',
    { ...good, metadata: { name: 'a', labels: {} } },
    '#/properties/metadata/additionalProperties',
  ],
  [
    'a name that is a number',
    { ...good, metadata: { name: 1 } },
    '#/properties/metadata/properties/name/type',
  ],
  [
    'a name that climbs',
    { ...good, metadata: { name: 'a..b' } },
    '#/properties/metadata/properties/name/pattern',
  ],
  ['a spec that is a list', { ...good, spec: [] }, '#/properties/spec/type'],
  ['a spec without rules', { ...good, spec: {} }, '#/properties/spec/required'],
  [
    'a spec with more',
    { ...good, spec: { ...good.spec, deny: [] } },
    '#/properties/spec/additionalProperties',
  ],
  ['rules that are a mapping', rules({}), '#/properties/spec/properties/rules/type'],
  ['no rule', rules([]), '#/properties/spec/properties/rules/minItems'],
  [
    '51 rules',
    rules(Array.from({ length: 51 }, () => good.spec.rules[0])),
    '#/properties/spec/properties/rules/maxItems',
  ],
  ['a rule that is a text', rules(['main']), '#/$defs/rule/type'],
  ['a rule without match', rules([{}]), '#/$defs/rule/required'],
  ['a rule with more', rules([{ match: { ref: 'a' }, deny: true }]), '#/$defs/rule/additionalProperties'],
  ['a match that is a list', match(['ref']), '#/$defs/match/type'],
  ['an empty match', match({}), '#/$defs/match/minProperties'],
  ['an unknown claim', match({ repositoryowner: 'a' }), '#/$defs/match/additionalProperties'],
  ['a pattern that is a list', pattern(['a']), '#/$defs/pattern/anyOf'],
  ['a pattern that is a number', pattern(1), '#/$defs/glob/type'],
  ['an empty pattern', pattern(''), '#/$defs/glob/minLength'],
  ['a pattern of 257 characters', pattern('a'.repeat(257)), '#/$defs/glob/maxLength'],
  ['a pattern that is true', pattern(true), '#/$defs/regex/type'],
  ['a mapping without regex', pattern({}), '#/$defs/regex/required'],
  ['a regex with flags', pattern({ regex: 'a', flags: 'i' }), '#/$defs/regex/additionalProperties'],
  ['a regex that is null', pattern({ regex: null }), '#/$defs/regex/properties/regex/type'],
  ['an empty regex', pattern({ regex: '' }), '#/$defs/regex/properties/regex/minLength'],
  [
    'a regex of 257 characters',
    pattern({ regex: 'a'.repeat(257) }),
    '#/$defs/regex/properties/regex/maxLength',
  ],
  ['permissions that are a text', permissions('read'), '#/$defs/permissions/type'],
  ['empty permissions', permissions({}), '#/$defs/permissions/minProperties'],
  [
    '41 permissions',
    permissions(Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`p${n}`, 'read']))),
    '#/$defs/permissions/maxProperties',
  ],
  ['an unknown level', permissions({ contents: 'wrtie' }), '#/$defs/level/enum'],
];

/** Keywords that describe, or that hold other schemas. */
const notAsserting = new Set([
  '$schema',
  '$id',
  '$defs',
  '$ref',
  'title',
  'description',
  'examples',
  'properties',
  'items',
]);

/** Every schema in the document with its place. */
function nodesOf(node: AnySchemaObject, place = '#'): [string, AnySchemaObject][] {
  const inner = ['properties', '$defs'].flatMap((key) =>
    Object.entries((node[key] ?? {}) as Record<string, AnySchemaObject>).flatMap(([name, child]) =>
      nodesOf(child, `${place}/${key}/${name}`),
    ),
  );
  return [[place, node], ...inner];
}
/** A bare reference is the schema that it refers to. */
const nodes = nodesOf(schema).filter(([, node]) => Object.keys(node).join() !== '$ref');

function refusingKeywords(policy: unknown): string[] {
  validate(policy);
  const places = new Map(nodes.map(([place, node]) => [node, place]));
  return (validate.errors ?? []).map(
    ({ parentSchema = {}, keyword }) => `${places.get(parentSchema)}/${keyword}`,
  );
}

describe('the schema', () => {
  test('accepts a policy', () => {
    expect(validate(good)).toBe(true);
  });

  test.each(refused)('refuses %s', (_, policy, keyword) => {
    expect(refusingKeywords(policy)).toContain(keyword);
  });

  test('has no keyword that none of these policies breaks', () => {
    const asserting = nodes.flatMap(([place, node]) =>
      Object.keys(node)
        .filter((keyword) => !notAsserting.has(keyword))
        // A schema for the values of all keys refuses nothing by itself.
        .filter((keyword) => keyword !== 'additionalProperties' || node[keyword] === false)
        .map((keyword) => `${place}/${keyword}`),
    );
    expect(new Set(refused.map(([, , keyword]) => keyword))).toEqual(new Set(asserting));
  });

  test.each(nodes)('says at %s what is meant', (_, node) => {
    expect(node).toMatchObject({
      title: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\.$/),
      examples: expect.any(Array),
    });
  });

  test.each(nodes.filter(([place]) => place !== '#'))('has examples at %s that fit', (place, node) => {
    const check = ajv.compile({ $ref: `${schema['$id']}${place}` });
    const examples = node['examples'] as unknown[];
    expect(examples.filter((example) => !check(example))).toEqual([]);
    expect(examples.length).toBeGreaterThan(0);
  });

  test('knows the claims and the names that the engine knows', () => {
    expect(Object.keys(schema['$defs'].match.properties)).toEqual(Object.keys(policyClaims));
    expect(schema['properties'].metadata.properties.name.pattern).toBe(policyNamePattern);
  });
});
