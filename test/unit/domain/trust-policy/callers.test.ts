/** A policy's own unit tests: completing claims, reading the file, judging, and what a denied caller could change. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { completeClaims } from '../../../../src/domain/trust-policy/callers/complete-claims.ts';
import { judgeCallers } from '../../../../src/domain/trust-policy/callers/judge-callers.ts';
import { readCallers } from '../../../../src/domain/trust-policy/callers/read-callers.ts';
import { readClaims, readPermissions } from '../../../../src/domain/trust-policy/callers/read-mapping.ts';
import type { PolicyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { policyText } from './report/samples.ts';

const header = 'apiVersion: atmos-pro.com/v1alpha1\nkind: PolicyCallers\ncallers:\n';
const caller = '  - {name: a, claims: {repository: a/b}, expect: denied}\n';

describe('completeClaims', () => {
  test.each<[string, PolicyClaims, PolicyClaims]>([
    [
      'a branch',
      { repository: 'a/b', ref: 'refs/heads/x' },
      { repository_owner: 'a', ref_type: 'branch', sub: 'repo:a/b:ref:refs/heads/x' },
    ],
    ['a tag', { ref: 'refs/tags/v1' }, { ref_type: 'tag' }],
    [
      'a pull request',
      { repository: 'a/b', ref: 'refs/pull/1/merge', event_name: 'pull_request' },
      { repository_owner: 'a', ref_type: 'branch', sub: 'repo:a/b:pull_request' },
    ],
    [
      'an environment, which counts more',
      { repository: 'a/b', ref: 'refs/heads/x', environment: 'p:q', event_name: 'pull_request' },
      { repository_owner: 'a', ref_type: 'branch', sub: 'repo:a/b:environment:p%3Aq' },
    ],
    ['no ref: no subject', { repository: 'a/b' }, { repository_owner: 'a' }],
    ['nothing', { actor: 'x' }, {}],
  ])('%s', (_name, given, added) => {
    expect(completeClaims(given)).toEqual({ ...given, ...added });
  });

  test('keeps what is given', () => {
    const given = {
      repository: 'a/b',
      ref: 'refs/heads/x',
      sub: 's',
      repository_owner: 'o',
      ref_type: 'tag',
    };
    expect(completeClaims(given)).toEqual(given);
  });
});

describe('readCallers', () => {
  test('reads YAML, and JSON indented with tabs', () => {
    const json = `{\n\t"apiVersion": "atmos-pro.com/v1alpha1",\n\t"kind": "PolicyCallers",\n\t"callers": [{"name": "a", "claims": {"repository": "a/b"}, "expect": "denied"}]\n}`;
    const [yaml, fromJson] = [readCallers(header + caller), readCallers(json)];
    expect(yaml).toMatchObject({
      status: 'read',
      callers: [
        {
          name: 'a',
          policy: 'default',
          claims: { repository_owner: 'a' },
          range: { start: { line: 4, column: 12 } },
        },
      ],
    });
    expect(fromJson).toMatchObject({ status: 'read', callers: [{ name: 'a' }] });
  });

  test.each<[string, string, [line: number, column: number], string]>([
    [
      'an unknown key',
      `${header}${caller.replace('expect', 'expects')}`,
      [4, 42],
      'Unknown key "expects". Did you mean "expect"?',
    ],
    [
      'a misspelled claim',
      `${header}${caller.replace('repository', 'repositori')}`,
      [4, 24],
      'Did you mean "repository"?',
    ],
    ['no expectation', `${header}  - {name: a, claims: {ref: x}}\n`, [4, 5], 'callers[0] must have expect.'],
    ['another expectation', `${header}${caller.replace('denied', 'maybe')}`, [4, 50], '"granted", "denied"'],
    [
      'no claims',
      `${header}${caller.replace('{repository: a/b}', '{}')}`,
      [4, 23],
      'callers[0].claims must NOT have fewer than 1',
    ],
    ['a claim that is not text', `${header}${caller.replace('a/b', '12')}`, [4, 36], 'must be string'],
    [
      'permissions for a denied caller',
      `${header}${caller.replace('expect', 'permissions: {contents: read}, expect')}`,
      [4, 81],
      'callers[0].expect must be "granted"',
    ],
    ['no callers', header.replace('callers:', 'callers: []'), [3, 10], 'must NOT have fewer than 1'],
    [
      'another kind',
      `${header.replace('PolicyCallers', 'TrustPolicy')}${caller}`,
      [2, 7],
      'kind must be "PolicyCallers"',
    ],
    ['no YAML', 'a: [', [1, 5], 'not valid YAML'],
    ['a duplicate key', `${header}${caller}callers: []\n`, [5, 1], 'Duplicate key'],
    ['an alias', `${header}  - &x {name: a, claims: {ref: x}, expect: denied}\n  - *x\n`, [4, 8], 'Anchors'],
    ['nothing', '', [1, 1], 'empty'],
  ])('refuses %s, with its place', (_name, text, [line, column], words) => {
    const read = readCallers(text);
    const problems = read.status === 'refused' ? read.problems : [];
    expect(problems.map(({ message }) => message).join('\n')).toContain(words);
    expect(problems.map(({ range }) => [range.start.line, range.start.column])).toContainEqual([
      line,
      column,
    ]);
  });

  test('never throws', () => {
    const pieces = fc.constantFrom(
      header,
      caller,
      '- ',
      '{',
      '[',
      ': ',
      '&a ',
      '*a',
      '\t',
      '\n',
      '"',
      '#',
      'x',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(['read', 'refused']).toContain(readCallers(parts.join('')).status);
      }),
      { numRuns: 200 },
    );
  });
});

describe('readClaims and readPermissions', () => {
  test('a whole token will do', () => {
    expect(
      readClaims('{"sub": "s", "iat": 1, "exp": 2, "aud": "x", "runner_environment": "github-hosted"}'),
    ).toMatchObject({
      status: 'read',
      value: { sub: 's' },
    });
    expect(readPermissions('contents: write\n')).toEqual({ status: 'read', value: { contents: 'write' } });
  });

  test.each<[string, () => unknown, string]>([
    ['a claim that GitHub does not have', () => readClaims('repositry: a/b'), 'Did you mean "repository"?'],
    ['a claim that is in the file twice', () => readClaims('ref: a\nref: b'), 'Duplicate key "ref"'],
    ['a claim with an anchor', () => readClaims('ref: &a b'), 'Anchors'],
    ['a claim that is not text', () => readClaims('sha: 1234567'), 'quote it'],
    ['a list', () => readClaims('- a'), 'A mapping of names to texts is expected.'],
    ['no YAML', () => readClaims('{'), 'not valid YAML'],
    [
      'a permission that GitHub does not have',
      () => readPermissions('pull-requests: read'),
      'Did you mean "pull_requests"?',
    ],
    [
      'a level that GitHub does not have',
      () => readPermissions('contents: all'),
      'A level is read, write, admin.',
    ],
  ])('refuses %s', (_name, read, words) => {
    expect(JSON.stringify(read())).toContain(JSON.stringify(words).slice(1, -1));
  });
});

describe('judgeCallers', () => {
  const rules = '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: "write"\n';
  const compile = (text: string) => compileTrustPolicy({ content: Buffer.from(text), name: 'default' });
  const policies = new Map([
    ['.atmos/pro/sts/default.yaml', compile(policyText(rules))],
    ['.atmos/pro/sts/bad.yaml', compile('x')],
    ['modules/.atmos/pro/sts/other.yaml', compile(policyText(rules))],
    ['a/twice.yaml', compile(policyText(rules))],
    ['b/twice.yaml', compile(policyText(rules))],
  ]);
  const ask = (yaml: string) => {
    const read = readCallers(`${header}  - {name: a, ${yaml}}\n`);
    if (read.status === 'refused') throw new Error(JSON.stringify(read.problems));
    return judgeCallers(read.callers, policies)[0];
  };
  const infra = 'claims: {repository: acme/infra}';

  test.each<[string, string]>([
    ['granted as expected', `${infra}, expect: granted`],
    [
      'granted exactly what is expected',
      `${infra}, expect: granted, permissions: {metadata: read, contents: read, issues: write}`,
    ],
    [
      'capped by the installation',
      `${infra}, expect: granted, permissions: {contents: read}, installationPermissions: {contents: read}`,
    ],
    ['denied as expected', 'claims: {repository: evil/infra}, expect: denied'],
    ['a policy by its path', `policy: modules/.atmos/pro/sts/other.yaml, ${infra}, expect: granted`],
    ['a policy by its name, elsewhere', `policy: other, ${infra}, expect: granted`],
  ])('passes: %s', (_name, yaml) => {
    expect(ask(yaml)).toMatchObject({ passed: true });
    expect(ask(yaml)?.message).toBeUndefined();
  });

  test.each<[string, string, string]>([
    [
      'denied instead of granted',
      'claims: {repository: evil/infra}, expect: granted',
      'It must be granted access, and is denied.\nThe trust policy',
    ],
    [
      'granted instead of denied',
      `${infra}, expect: denied`,
      'It must be denied, and rule 1 allows it: contents: read, issues: write, metadata: read.',
    ],
    [
      'granted more',
      `${infra}, expect: granted, permissions: {contents: read}`,
      'It must be granted contents: read, and gets contents: read, issues',
    ],
    ['a policy that is absent', `policy: absent, ${infra}, expect: denied`, 'There is no policy "absent"'],
    ['a name that two policies have', `policy: twice, ${infra}, expect: granted`, 'or more than one'],
    [
      'a policy that is not valid',
      `policy: bad, ${infra}, expect: denied`,
      'is invalid, so it denies every job',
    ],
  ])('fails: %s', (_name, yaml, words) => {
    expect(ask(yaml)).toMatchObject({ passed: false, message: expect.stringContaining(words) });
  });
});
