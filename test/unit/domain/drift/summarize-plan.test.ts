import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { planLimits } from '../../../../src/domain/drift/plan-summary.ts';
import { finishPlan, planJson, resource, summarize, update } from './plan-json.ts';

const zeros = { create: 0, update: 0, delete: 0, replace: 0, forget: 0, drift: 0 };

/** Paths of one updated resource. */
function pathsOf(
  before: unknown,
  after: unknown,
  more?: Readonly<Record<string, unknown>>,
): readonly string[] {
  return summarize({ changes: [update(before, after, more)] }).changes.flatMap(
    ({ attributes }) => attributes,
  );
}

test('a tag that changed outside Terraform', () => {
  const [there, here] = [
    { tags: { CostCenter: '4711', Name: 'a' } },
    { tags: { CostCenter: '12', Name: 'a' } },
  ];
  const summary = summarize({ drift: [update(here, there)], changes: [update(there, here)] });
  const fingerprint = createHash('sha256')
    .update('["aws_s3_bucket","update",["tags.CostCenter"]]')
    .digest('hex');
  expect(summary).toEqual({
    version: 1,
    counts: { ...zeros, update: 1, drift: 1 },
    changes: [
      {
        type: 'aws_s3_bucket',
        provider: 'hashicorp/aws',
        action: 'update',
        attributes: ['tags.CostCenter'],
        origin: 'drift',
        resources: 1,
        fingerprint,
      },
    ],
    truncated: false,
  });
});

describe('origin', () => {
  const parts = (given: Parameters<typeof summarize>[0]) =>
    summarize(given).changes.map(({ action, attributes, origin }) => [origin, action, attributes]);

  test('attributes of one resource are told apart', () => {
    const drift = [update({ acl: 'private', kept: 1 }, { acl: 'public', kept: 1 })];
    const changes = [update({ acl: 'public', size: 1 }, { acl: 'private', size: 2 })];
    expect(parts({ drift, changes })).toEqual([
      ['drift', 'update', ['acl']],
      ['config', 'update', ['size']],
    ]);
  });

  test('a resource that is gone and will be created', () => {
    const drift = [resource({ actions: ['delete'], before: { a: 1 }, after: null })];
    const changes = [resource({ actions: ['create'], before: null, after: { a: 1 } })];
    expect(parts({ drift, changes })).toEqual([['drift', 'create', []]]);
  });

  test('drift that leads to no change is counted, and listed only if nothing else is planned', () => {
    const drift = [
      resource({ actions: ['update'], address: 'a.b', before: { etag: 1 }, after: { etag: 2 } }),
    ];
    const changes = [update({ acl: 1 }, { acl: 2 })];
    expect(parts({ drift, changes })).toEqual([['config', 'update', ['acl']]]);
    expect(parts({ drift })).toEqual([['drift', 'update', ['etag']]]);
    expect(summarize({ drift, changes }).counts).toEqual({ ...zeros, update: 1, drift: 1 });
  });
});

test.each([
  [['create'], 'create'],
  [['delete'], 'delete'],
  [['forget'], 'forget'],
  [['delete', 'create'], 'replace'],
  [['create', 'delete'], 'replace'],
  [['create', 'forget'], 'replace'],
])('%j is counted as %s', (actions, action) => {
  const { counts, changes } = summarize({ changes: [resource({ actions, before: {}, after: {} })] });
  expect(counts).toEqual({ ...zeros, [action]: 1 });
  expect(changes).toMatchObject([{ action, attributes: [] }]);
});

test.each([[['no-op']], [['read']]])('%j changes nothing', (actions) => {
  expect(summarize({ changes: [resource({ actions })] })).toMatchObject({ counts: zeros, changes: [] });
  expect(summarize({ changes: [resource({ actions: ['delete'], mode: 'data' })] }).changes).toEqual([]);
});

describe('paths', () => {
  test.each<[why: string, before: unknown, after: unknown, paths: readonly string[]]>([
    ['a value', { acl: 'a', same: [1] }, { acl: 'b', same: [1] }, ['acl']],
    ['null is absent', { a: null }, {}, []],
    ['a list of values', { cidrs: ['10.0.0.0/8'] }, { cidrs: [] }, ['cidrs']],
    ['an index is cut', { rule: [{ port: 1 }] }, { rule: [{ port: 2 }] }, ['rule.port']],
    ['a set has no order', { rule: [{ a: 1 }, { a: 2 }] }, { rule: [{ a: 2 }, { a: 3 }] }, ['rule.a']],
    ['an element that came', { rule: [{ a: 1 }] }, { rule: [{ a: 1 }, { a: 2 }] }, ['rule']],
    ['nested blocks', { a: [{ b: [{ c: 1, d: 1 }] }] }, { a: [{ b: [{ c: 2, d: 1 }] }] }, ['a.b.c']],
    ['a tag that came', { tags: null }, { tags: { Owner: 'x' } }, ['tags.Owner']],
    ['labels', { labels: { team: 'a' } }, { labels: {} }, ['labels.team']],
    ['tags_all', { tags_all: { team: 'a' } }, { tags_all: {} }, ['tags_all.team']],
    ['keys of another map', { variables: { PASSWORD: 'a' } }, { variables: {} }, ['variables']],
    ['a tag that is not an identifier', { tags: { 'alice@example.com': 1 } }, { tags: {} }, ['tags']],
    ['a tag that looks like a token', { tags: { AKIAIOSFODNN7EXAMPLE: 1 } }, { tags: {} }, ['tags']],
    ['a tag that looks like a hash', { tags: { a9f3c07be2d14: 1 } }, { tags: {} }, ['tags']],
    ['a tag of random letters', { tags: { xQzRtPbVkWmL: 1 } }, { tags: {} }, ['tags']],
    ['a long tag', { tags: { [`a${'_word'.repeat(12)}`]: 1 } }, { tags: {} }, ['tags']],
    ['objects in a map', { users: { alice: { role: 1 } } }, { users: { alice: { role: 2 } } }, ['users']],
    ['another shape', { a: [1] }, { a: { b: 1 } }, ['a']],
  ])('%s', (_why, before, after, paths) => {
    expect(pathsOf(before, after)).toEqual(paths);
  });

  test('unknown values by their path', () => {
    expect(
      pathsOf(
        { arn: 'a', rule: [{ id: 1 }] },
        { rule: [{}] },
        { after_unknown: { arn: true, rule: [{ id: true }] } },
      ),
    ).toEqual(['arn', 'rule.id']);
  });

  test('a path ends where it becomes sensitive', () => {
    const secrets = { tags: { hunter: 'a' }, rule: [{ key: 'a', port: 1 }] };
    const after = { tags: { fisher: 'b' }, rule: [{ key: 'b', port: 2 }] };
    const marks = { tags: true, rule: [{ key: true }] };
    expect(pathsOf(secrets, after, { before_sensitive: marks })).toEqual(['rule.key', 'rule.port', 'tags']);
    expect(pathsOf(secrets, after, { after_sensitive: { tags: true, rule: true } })).toEqual([
      'rule',
      'tags',
    ]);
    expect(pathsOf(secrets, secrets, { before_sensitive: marks, after_sensitive: marks })).toEqual([]);
  });

  test('a replacement names what forces it, and not what the provider computes', () => {
    const before = { ami: 'a', arn: 'x', subnet: 's' };
    const more = { after_unknown: { arn: true, subnet: true }, replace_paths: [['ami'], ['subnet', 0]] };
    const changes = [
      resource({ actions: ['delete', 'create'], before, after: { ami: 'b', arn: 'x', subnet: 's' }, more }),
    ];
    expect(summarize({ changes }).changes).toMatchObject([
      { action: 'replace', attributes: ['ami', 'subnet'] },
    ]);
  });
});

test('is the same however the bytes come', () => {
  const changes = [
    update({ tags: { Ünï: '"}]\\', Owner: '\\"[{' } }, { tags: {} }),
    update({ a: 'ü' }, { a: '€' }),
  ];
  const json = planJson({ changes, rest: { configuration: { resource_changes: [{ a: '}' }] } } });
  const whole = summarize(json);
  expect(whole.changes).toHaveLength(2);
  for (const size of [1, 2, 3, 7, 64]) expect(summarize(json, size)).toEqual(whole);
  expect(summarize(json.replace('"resource_changes"', '"x":[],"resource_changes"'))).toEqual(whole);
});

test('the order of the two lists does not matter', () => {
  const [drift, change] = [update({ a: 1 }, { a: 2 }), update({ a: 2 }, { a: 1 })];
  const json = JSON.stringify({
    resource_changes: [change],
    resource_drift: [drift],
    planned_values: {},
    format_version: '1.0',
  });
  expect(summarize(json)).toEqual(summarize({ drift: [drift], changes: [change] }));
});

describe('bounds', () => {
  test('the same change of many resources is one', () => {
    const changes = Array.from({ length: 300 }, (_, index) =>
      resource({
        actions: ['update'],
        address: `aws_s3_bucket.b[${index}]`,
        before: { a: index },
        after: { a: -1 },
      }),
    );
    expect(summarize({ changes }).changes).toMatchObject([{ resources: 300 }]);
  });

  test('changes, attributes and bytes over a limit are left out', () => {
    const values = (value: number) =>
      Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`attribute_with_a_long_name_${index}`, value]),
      );
    const changes = Array.from({ length: 400 }, (_, index) =>
      resource({ actions: ['update'], type: `aws_kind${index}`, before: values(1), after: values(2) }),
    );
    const summary = summarize({ changes });
    expect(summary).toMatchObject({ counts: { update: 400 }, truncated: true });
    expect(summary.changes.length).toBeLessThan(planLimits.changes);
    expect(summary.changes.every(({ attributes }) => attributes.length === planLimits.attributes)).toBe(true);
    expect(JSON.stringify(summary).length).toBeLessThanOrEqual(planLimits.bytes);
    const small = changes.map((_, index) => resource({ actions: ['create'], type: `aws_kind${index}` }));
    expect(summarize({ changes: small })).toMatchObject({
      truncated: true,
      changes: { length: planLimits.changes },
    });
  });

  test('a resource that is too deep, or has names that no provider has, is left out', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const json = planJson({ changes: [update({ a: 0 }, { a: '@deep' }), update({ b: 1 }, { b: 2 })] });
    const summary = summarize(json.replace('"@deep"', deep));
    expect(summary).toMatchObject({ truncated: true, changes: [{ attributes: ['b'] }] });
    const odd = [
      resource({ actions: ['create'], type: 'a b' }),
      resource({ actions: ['create'], provider: '<x>' }),
    ];
    expect(summarize({ changes: [...odd, { address: 1 }, null, 7] })).toMatchObject({
      truncated: true,
      changes: [],
    });
  });

  test('attributes are named by the rules of schemas', () => {
    const before = JSON.parse('{"__proto__": 1, "A b": 1, "constructor": 1, "ok": 1}');
    expect(pathsOf(before, { ok: 2 })).toEqual(['__proto__', 'constructor', 'ok']);
  });
});

describe('what is not a plan', () => {
  test.each<[why: string, tag: string, text: string]>([
    ['nothing', 'not-json', ''],
    ['a plan file', 'not-json', 'PK\u0003\u0004'],
    ['text', 'not-json', 'Terraform will perform'],
    ['a list', 'not-json', '[]'],
    ['a log', 'log', '{"@level":"info","type":"version"}\n{"@level":"info"}\n'],
    ['the first line of a log', 'log', '{"@level":"info","type":"version"}\n'],
    ['half a plan', 'incomplete', planJson({}).slice(0, -1)],
    ['a plan and more', 'not-json', `${planJson({})} x`],
    ['a broken resource', 'not-json', planJson({ changes: ['@'] }).replace('"@"', '{"a":}')],
    ['a state', 'not-plan', '{"format_version":"1.0","values":{}}'],
    ['another object', 'not-plan', '{}'],
    ['a later format', 'version', planJson({}).replace('"1.2"', '"2.0"')],
  ])('%s is refused: %s', (_why, tag, text) => {
    expect(finishPlan(text)).toMatchObject({ status: 'refused', refusal: { tag } });
  });
});
