import { describe, expect, test } from '@jest/globals';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { type FindingId, findingRules, maxFindings } from '../../../../src/domain/trust-policy/findings.ts';
import type { CompiledTrustPolicy } from '../../../../src/domain/trust-policy/policy.ts';
import { good, refused, rule } from './refused-policies.ts';
import { compileText, matchText, policyText } from './samples.ts';

/** `id line:column` of every finding. */
function places(policy: CompiledTrustPolicy): string[] {
  return policy.findings.map(({ id, range }) => `${id} ${range.start.line}:${range.start.column}`);
}

describe('a policy', () => {
  test.each(refused)('with %s is invalid, and says where', (_, text, expected) => {
    const policy = compileText(text);
    expect(policy.status).toBe('invalid');
    expect(places(policy)).toEqual([expected]);
  });

  test('every error of the table has a policy above, or bytes below', () => {
    const seen = new Set<string>(refused.map(([, , place]) => place.split(' ')[0] ?? ''));
    const missing = (Object.keys(findingRules) as FindingId[]).filter(
      (id) =>
        findingRules[id].severity === 'error' && !seen.has(id) && !['not-utf8', 'file-name'].includes(id),
    );
    expect(missing).toEqual([]);
  });

  test.each([
    ['Latin-1', [...good].map((c) => c.charCodeAt(0)).concat(0xe9)],
    ['UTF-16', [0xff, 0xfe, ...[...good].flatMap((c) => [c.charCodeAt(0), 0])]],
    ['an overlong slash', [0x61, 0x3a, 0xc0, 0xaf]],
    ['half a surrogate pair', [0x61, 0x3a, 0xed, 0xa0, 0x80]],
  ])('in %s is not UTF-8', (_, bytes) => {
    const policy = compileTrustPolicy({ content: Uint8Array.from(bytes), name: 'default' });
    expect(places(policy)).toEqual(['not-utf8 1:1']);
  });

  test('with an alias names the anchor and the alias', () => {
    const policy = compileText(rule('{ref: &x a, actor: *x}'));
    expect(places(policy)).toEqual(['alias 7:23', 'alias 7:33']);
  });

  test.each([
    ['line ends of Windows', good.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${good}`],
    ['a document start', `---\n${good}`],
    ['a document end', `${good}...\n`],
    ['a comment with tabs', `\t# a\n${good}`],
    [
      'words that only YAML 1.1 reads otherwise',
      rule('{environment: yes, ref: on, sha: 12:30, actor: 1_000}'),
    ],
    ['a date, which is text in YAML 1.2', rule('{ref: 2026-01-01}')],
    ['the tag of a text', rule('{sha: !!str 1234567}')],
    ['a block text', rule('{ref: a}').replace('{ref: a}', '\n        ref: |-\n          a')],
    ['50 rules', policyText('    - match: {ref: a}\n'.repeat(50).trimEnd())],
    ['a pattern of 256 characters', rule(`{ref: ${'a'.repeat(256)}}`)],
    ['a pattern of 256 characters beyond the BMP', rule(`{ref: "${'\u{1f600}'.repeat(256)}"}`)],
    ['admin where GitHub has none: the installation caps it', matchText({ ref: 'a' }, { contents: 'admin' })],
    [
      'JSON',
      JSON.stringify({
        apiVersion: 'atmos-pro.com/v1alpha1',
        kind: 'TrustPolicy',
        metadata: { name: 'default' },
        spec: { rules: [{ match: { ref: 'a' } }] },
      }),
    ],
    [
      'fifty rules as JSON with expressions',
      policyText(
        `    [${Array.from({ length: 50 }, () => '{"match":{"ref":{"regex":"[a-z]+"},"sha":{"regex":"[0-9]"}},"permissions":{"contents":"read"}}').join(',\n     ')}]`,
      ),
    ],
  ])('with %s is valid', (_, text) => {
    expect(compileText(text)).toMatchObject({ status: 'valid', findings: [] });
  });

  test.each(['..', 'a..b', '../default', 'a/b', '.hidden', '', 'x'.repeat(65)])(
    'cannot be called %j',
    (name) => {
      const policy = compileText(good.replace('name: default', `name: ${JSON.stringify(name)}`), name);
      expect(new Set(policy.findings.map(({ id }) => id))).toEqual(new Set(['metadata-name']));
    },
  );

  test('reports all that is wrong at once, in the order of the text', () => {
    const policy = compileText(
      rule('{sha: 1, repositoryowner: a, ref: ""}').replace('TrustPolicy', 'Policy'),
    );
    expect(places(policy)).toEqual([
      'kind 2:7',
      'not-a-string 7:20',
      'unknown-claim 7:23',
      'pattern-empty 7:48',
    ]);
  });

  test('reports bad expressions and permissions beside errors of its structure', () => {
    const policy = compileText(
      matchText({ ref: { regex: 'a(' }, repositoryowner: 'a', sha: '' }, { 'pull-requests': 'read' }),
    );
    expect(policy.findings.map(({ id }) => id)).toEqual([
      'regex-invalid',
      'unknown-claim',
      'pattern-empty',
      'permission-unknown',
    ]);
  });

  test('with 41 permissions is invalid for their number and for each name', () => {
    const many = Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`p${i}`, 'read']));
    const ids = compileText(matchText({ ref: 'a' }, many)).findings.map(({ id }) => id);
    expect(ids).toEqual(['permissions-size', ...Array.from({ length: 40 }, () => 'permission-unknown')]);
  });

  test('suggests what was meant', () => {
    const messages = [
      rule('{repositoryowner: a}'),
      rule('{sub: a}'),
      rule('{branch: a}'),
      rule('{ref: {regexp: a}}'),
      matchText({ ref: 'a' }, { contents: 'wrtie' }),
      matchText({ ref: 'a' }, { 'pull-requests': 'read' }),
      policyText('    - match: {ref: a}\n      permission: {contents: read}'),
    ].map((text) =>
      compileText(text)
        .findings.map(({ message }) => /Did you mean "(\w+)"/.exec(message)?.[1])
        .find(Boolean),
    );
    expect(messages).toEqual([
      'repository_owner',
      'subject',
      'ref',
      'regex',
      'write',
      'pull_requests',
      'permissions',
    ]);
  });

  test('corrects no name whose value would have to change with it', () => {
    const [finding] = compileText(rule('{branch: main}')).findings;
    expect(finding).toMatchObject({ id: 'unknown-claim' });
    expect(finding?.fix).toBeUndefined();
  });

  test('says what to write in place of a list', () => {
    const [finding] = compileText(rule('{repository: [a/b, a/c]}')).findings;
    expect(finding).toMatchObject({ id: 'wrong-type', message: expect.stringContaining('a rule for each') });
  });

  test('quotes what has to be quoted', () => {
    const [finding] = compileText(rule('{sha: 1234567}')).findings;
    expect(finding).toMatchObject({
      range: { start: { line: 7, column: 20 }, end: { line: 7, column: 27 } },
      fix: { text: '"1234567"', range: { start: { line: 7, column: 20 }, end: { line: 7, column: 27 } } },
    });
  });

  test('may spend a bounded total on regular expressions', () => {
    const costly = Array.from(
      { length: 50 },
      (_, i) => `    - match: {ref: {regex: ".*x{10${i % 10}}"}}`,
    ).join('\n');
    const { findings } = compileText(policyText(costly));
    expect(findings).toMatchObject([
      { id: 'regex-invalid', message: expect.stringMatching(/4096 steps together/) },
    ]);
  });

  test('has at most a hundred findings', () => {
    const { findings } = compileText(
      rule(`{${Array.from({ length: 500 }, (_, i) => `x${i}: a`).join(', ')}}`),
    );
    expect(findings).toHaveLength(maxFindings);
  });
});
