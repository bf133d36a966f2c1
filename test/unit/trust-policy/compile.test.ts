import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileTrustPolicy } from '../../../src/trust-policy/compile.ts';
import type { FindingId } from '../../../src/trust-policy/findings.ts';
import { findingRules, maxFindings } from '../../../src/trust-policy/findings.ts';
import type { CompiledTrustPolicy } from '../../../src/trust-policy/policy.ts';
import { compileText, matchText, policyText } from './samples.ts';

const good = policyText('    - match:\n        ref: refs/heads/main');

/** `id line:column` of every finding. */
function places(policy: CompiledTrustPolicy): string[] {
  return policy.findings.map(({ id, range }) => `${id} ${range.start.line}:${range.start.column}`);
}

/** A document that differs from a good one in one place. */
function edited(search: string, replacement: string): string {
  const text = good.replace(search, replacement);
  if (text === good) throw new Error(`nothing to edit: ${search}`);
  return text;
}

const rule = (text: string) => policyText(`    - match: ${text}`);

/** Name, policy, its only finding. */
const refused: [string, string, string][] = [
  ['over 32 KiB', `${good}#${'x'.repeat(32_768)}`, 'file-too-large 1:1'],
  ['a NUL', edited('main', 'ma\u0000in'), 'yaml-syntax 8:27'],
  ['an escape character', edited('main', 'ma\u001bin'), 'yaml-syntax 8:27'],
  ['an unclosed bracket', edited('refs/heads/main', '['), 'yaml-syntax 9:1'],
  ['a tab as indentation', edited('        ref', '\tref'), 'yaml-syntax 8:1'],
  ['a tab after spaces', edited('        ref', '    \tref'), 'yaml-syntax 8:1'],
  ['a tab inside a flow collection', rule('{\n\tref: a}'), 'yaml-syntax 8:1'],
  ['a directive that changes the version', `%YAML 1.1\n---\n${good}`, 'yaml-syntax 1:1'],
  ['a directive for tags', `%TAG ! tag:x,2000:\n---\n${good}`, 'yaml-syntax 1:1'],
  ['a key twice', `${good}kind: TrustPolicy\n`, 'duplicate-key 9:1'],
  ['a claim twice', rule('{ref: a, ref: b}'), 'duplicate-key 7:23'],
  ['a key twice in two spellings', rule('{ref: a, "ref": b}'), 'duplicate-key 7:23'],
  ['an anchor', rule('{ref: &x a}'), 'alias 7:23'],
  ['a merge key', edited('match:', '<<: {}\n      match:'), 'unknown-key 7:7'],
  ['a custom tag', rule('{ref: !secret a}'), 'custom-tag 7:28'],
  ['a tag that makes a number', rule('{ref: !!int "1"}'), 'custom-tag 7:26'],
  ['the non-specific tag', rule('{ref: ! a}'), 'custom-tag 7:22'],
  ['two documents', `${good}---\n${good}`, 'multiple-documents 9:1'],
  ['nothing', '', 'wrong-type 1:1'],
  ['only a comment', '# later\n', 'wrong-type 1:1'],
  ['a list', '- a\n', 'wrong-type 1:1'],
  ['a key that is a list', rule('{? [a] : b}'), 'unknown-key 7:17'],
  ['a key that is a number', rule('{1: b}'), 'unknown-key 7:15'],
  ['no API version', edited('apiVersion: atmos-pro.com/v1alpha1\n', ''), 'api-version 1:1'],
  ['another API version', edited('v1alpha1', 'v1'), 'api-version 1:13'],
  ['no kind', edited('kind: TrustPolicy\n', ''), 'kind 1:1'],
  ['another kind', edited('TrustPolicy', 'Policy'), 'kind 2:7'],
  ['no metadata', edited('metadata:\n  name: default\n', ''), 'metadata-name 1:1'],
  ['no name', edited('  name: default\n', '  {}\n'), 'metadata-name 4:3'],
  ['another name', edited('name: default', 'name: other'), 'metadata-name 4:9'],
  ['a name that is a number', edited('name: default', 'name: 1'), 'not-a-string 4:9'],
  ['another key in metadata', edited('name: default', 'name: default\n  labels: {}'), 'unknown-key 5:3'],
  ['metadata that is a text', edited('metadata:\n  name: default', 'metadata: x'), 'wrong-type 3:11'],
  ['no spec', good.slice(0, good.indexOf('spec')), 'rules-missing 1:1'],
  ['a spec that is a text', `${good.slice(0, good.indexOf('spec'))}spec: x\n`, 'wrong-type 5:7'],
  ['another key in spec', `${good}  default: allow\n`, 'unknown-key 9:3'],
  ['no rules', policyText('').trimEnd(), 'rules-missing 6:3'],
  ['an empty list of rules', policyText('    []'), 'rules-missing 7:5'],
  ['rules that are a mapping', policyText('    match: {ref: a}'), 'wrong-type 7:5'],
  ['51 rules', policyText('    - match: {ref: a}\n'.repeat(51)), 'too-many-rules 7:5'],
  ['a rule that is a text', policyText('    - main'), 'wrong-type 7:7'],
  ['another key in a rule', policyText('    - match: {ref: a}\n      deny: true'), 'unknown-key 8:7'],
  ['another key at the top', `${good}version: 1\n`, 'unknown-key 9:1'],
  ['no match', policyText('    - permissions: {contents: read}'), 'empty-match 7:7'],
  ['an empty match', rule('{}'), 'empty-match 7:14'],
  ['a match that is nothing', policyText('    - match:'), 'empty-match 7:7'],
  ['a match that is a list', rule('[ref]'), 'wrong-type 7:14'],
  ['an unknown claim', rule('{repositoryowner: a}'), 'unknown-claim 7:15'],
  ['the issuer', rule('{iss: a, ref: b}'), 'unknown-claim 7:15'],
  ['a claim called __proto__', rule('{__proto__: a, ref: b}'), 'unknown-claim 7:15'],
  ['a claim called constructor', rule('{constructor: a, ref: b}'), 'unknown-claim 7:15'],
  ['a number', rule('{sha: 1234567}'), 'not-a-string 7:20'],
  ['a fraction', rule('{ref: 1.0}'), 'not-a-string 7:20'],
  ['a hexadecimal number', rule('{sha: 0x1f}'), 'not-a-string 7:20'],
  ['an exponent', rule('{sha: 1e9}'), 'not-a-string 7:20'],
  ['infinity', rule('{sha: .inf}'), 'not-a-string 7:20'],
  ['a boolean', rule('{environment: true}'), 'not-a-string 7:28'],
  ['null', rule('{actor: ~}'), 'not-a-string 7:22'],
  ['null by its absence', rule('{actor: }'), 'not-a-string 7:15'],
  ['a list of patterns', rule('{ref: [a, b]}'), 'wrong-type 7:20'],
  ['a regex that is a number', rule('{sha: {regex: 1}}'), 'not-a-string 7:28'],
  ['a matcher without regex', rule('{sha: {}}'), 'regex-invalid 7:20'],
  ['another key beside regex', rule('{sha: {regex: a, flags: i}}'), 'unknown-key 7:31'],
  ['a bad regex', rule('{sha: {regex: "a("}}'), 'regex-invalid 7:28'],
  ['an empty glob', rule('{ref: ""}'), 'pattern-empty 7:20'],
  ['an empty regex', rule('{ref: {regex: ""}}'), 'pattern-empty 7:28'],
  ['a glob of 257 characters', rule(`{ref: ${'a'.repeat(257)}}`), 'pattern-too-long 7:20'],
  ['a regex of 257 characters', rule(`{ref: {regex: ${'a'.repeat(257)}}}`), 'pattern-too-long 7:28'],
  ['an unknown permission', matchText({ ref: 'a' }, { 'pull-requests': 'read' }), 'permission-unknown 7:43'],
  [
    'a permission on the organisation',
    matchText({ ref: 'a' }, { members: 'read' }),
    'permission-unknown 7:43',
  ],
  [
    'a permission called constructor',
    matchText({ ref: 'a' }, { constructor: 'read' }),
    'permission-unknown 7:43',
  ],
  ['an unknown level', matchText({ ref: 'a' }, { contents: 'wrtie' }), 'permission-level 7:54'],
  ['a level that is a boolean', matchText({ ref: 'a' }, { contents: true }), 'not-a-string 7:54'],
  ['a level below the lowest', matchText({ ref: 'a' }, { workflows: 'read' }), 'permission-level 7:55'],
  ['empty permissions', matchText({ ref: 'a' }, {}), 'permissions-size 7:42'],
  [
    'permissions that are nothing',
    policyText('    - match: {ref: a}\n      permissions:'),
    'permissions-size 8:7',
  ],
  [
    'permissions that are a text',
    policyText('    - match: {ref: a}\n      permissions: read'),
    'wrong-type 8:20',
  ],
  [
    '41 permissions',
    matchText({ ref: 'a' }, Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`p${i}`, 'read']))),
    'permissions-size 7:42',
  ],
];

describe('a policy', () => {
  test.each(refused)('with %s is invalid, and says where', (_, text, expected) => {
    const policy = compileText(text);
    expect(policy.status).toBe('invalid');
    expect(places(policy)).toEqual([expected]);
  });

  test('every error of the table has a policy above, or bytes below', () => {
    const seen = new Set<string>(refused.map(([, , place]) => place.split(' ')[0] ?? ''));
    const missing = (Object.keys(findingRules) as FindingId[]).filter(
      (id) => findingRules[id].severity === 'error' && !seen.has(id) && id !== 'not-utf8',
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

  test('suggests what was meant', () => {
    const messages = [
      rule('{repositoryowner: a}'),
      rule('{ref: {regexp: a}}'),
      matchText({ ref: 'a' }, { contents: 'wrtie' }),
      matchText({ ref: 'a' }, { 'pull-requests': 'read' }),
      policyText('    - match: {ref: a}\n      permission: {contents: read}'),
    ].map((text) =>
      compileText(text)
        .findings.map(({ message }) => /Did you mean "(\w+)"/.exec(message)?.[1])
        .find(Boolean),
    );
    expect(messages).toEqual(['repository_owner', 'regex', 'write', 'pull_requests', 'permissions']);
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

describe('compilation never throws', () => {
  function check(content: Uint8Array): void {
    const policy = compileTrustPolicy({ content, name: 'default' });
    if (policy.status === 'invalid') expect(policy.findings.length).toBeGreaterThan(0);
    for (const { range, severity } of policy.findings) {
      expect(severity).toBe(policy.status === 'invalid' ? 'error' : severity);
      expect(range.start.line).toBeGreaterThanOrEqual(1);
      expect(range.start.column).toBeGreaterThanOrEqual(1);
      expect(range.end.line).toBeGreaterThanOrEqual(range.start.line);
    }
  }

  test('over random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 300 });
  });

  test('over random YAML', () => {
    const unit = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '?',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&',
      '*',
      '!',
      '|',
      '>',
      "'",
      '"',
      '%',
      '#',
      '\t',
      '\r',
      '<',
      '\\',
      '0',
      '~',
      '\u{1f600}',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => check(new TextEncoder().encode(text))),
      { numRuns: 400 },
    );
  });

  test('over mutated policies', () => {
    const seeds = [good, ...refused.map(([, text]) => text).filter((text) => text.length < 600)];
    const mutation = fc.tuple(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.string({ unit: 'binary', maxLength: 4 })), {
        minLength: 1,
        maxLength: 4,
      }),
    );
    fc.assert(
      fc.property(mutation, ([seed, edits]) => {
        const text = edits.reduce((current, [at, length, inserted]) => {
          const start = at % (current.length + 1);
          return current.slice(0, start) + inserted + current.slice(start + length);
        }, seed);
        check(new TextEncoder().encode(text));
      }),
      { numRuns: 400 },
    );
  });

  // The YAML library recurses; text like this exhausts the stack, and in some releases of Node ends the process.
  test.each([
    ['brackets', '['.repeat(32_000)],
    ['braces', '{a: '.repeat(8_000)],
    ['brackets on lines of their own', '[\n'.repeat(16_000)],
    ['brackets behind quoted ones', '[ "]", '.repeat(4_600)],
    ['lists', '- '.repeat(16_000)],
    ['lists with tabs', '-\t'.repeat(16_000)],
    ['keys', '? '.repeat(16_000)],
    ['values', ': '.repeat(16_000)],
    ['anchors', '&a '.repeat(10_000)],
    ['tags', '!a '.repeat(10_000)],
    ['anchored lists', '- &a '.repeat(6_000)],
    ['explicit keys in brackets', '[? '.repeat(10_000)],
    ['indentation', Array.from({ length: 250 }, (_, i) => `${' '.repeat(i)}-`).join('\n')],
  ])('over nested %s', (_, text) => {
    expect(compileText(text).status).toBe('invalid');
  });
});
