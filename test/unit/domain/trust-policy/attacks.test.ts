/** Attack classes against policies, each by its name. */

import { describe, expect, test } from '@jest/globals';
import type { PolicyClaims } from '../../../../src/domain/trust-policy/claims.ts';
import { decideTrustPolicy } from '../../../../src/domain/trust-policy/decide.ts';
import { policyPath } from '../../../../src/domain/trust-policy/policy-path.ts';
import { renderExplanation } from '../../../../src/domain/trust-policy/render-explanation.ts';
import { compileText, decideText, everything, matchText, policyText, pushClaims } from './samples.ts';

function isLetIn(match: object, claims: PolicyClaims = pushClaims): boolean {
  const decision = decideText(matchText(match), claims);
  if (decision.status === 'trust_policy_invalid') throw new Error(JSON.stringify(decision.findings));
  return decision.status === 'granted';
}

/** Another repository, with a subject of its own. */
function callerOf(repository: string, overrides: PolicyClaims = {}): PolicyClaims {
  const [owner = ''] = repository.split('/');
  const sub = `repo:${repository}:ref:refs/heads/main`;
  return {
    ...pushClaims,
    repository,
    repository_owner: owner,
    repository_id: '9000',
    repository_owner_id: '8000',
    sub,
    ...overrides,
  };
}

describe('attack', () => {
  test('name recycling: a policy that pins ids does not follow the name to its next holder', () => {
    const pinned = { subject: 'repo:acme@7/infra@42:*' };
    expect(isLetIn(pinned)).toBe(true);
    expect(isLetIn(pinned, callerOf('acme/infra'))).toBe(false);
  });

  test('id-format collision: an account called acme-7 or acme@7 is not acme with id 7', () => {
    const pinned = { subject: 'repo:acme@7/infra@42:*' };
    expect(isLetIn(pinned, callerOf('acme-7/infra-42'))).toBe(false);
    expect(
      isLetIn(
        { subject: 'repo:acme/infra:*' },
        callerOf('acme@7/infra@42', { sub: 'repo:acme@7/infra@42:x' }),
      ),
    ).toBe(false);
  });

  test("forged subject: another repository's prefix is not turned into the caller's own", () => {
    const claims = callerOf('evil/infra', { sub: 'repo:evil/infra:x:repo:acme/infra:ref:refs/heads/main' });
    expect(isLetIn({ subject: 'repo:acme/infra:*' }, claims)).toBe(false);
    expect(isLetIn({ subject: 'repo:evil/infra:*' }, callerOf('evil/other', { sub: 'custom' }))).toBe(false);
  });

  test('half-anchored alternation: refs/heads/main|refs/heads/dev does not admit main-evil', () => {
    const ref = { regex: 'refs/heads/main|refs/heads/dev' };
    expect(isLetIn({ ref })).toBe(true);
    expect(isLetIn({ ref }, { ...pushClaims, ref: 'refs/heads/main-evil' })).toBe(false);
    expect(isLetIn({ ref }, { ...pushClaims, ref: 'evil/refs/heads/dev' })).toBe(false);
  });

  test('group escape: x)|( is not an expression', () => {
    expect(compileText(matchText({ ref: { regex: 'x)|(' } })).status).toBe('invalid');
    expect(compileText(matchText({ ref: { regex: 'x)|(.*' } })).status).toBe('invalid');
  });

  test('line end: main followed by a line end is not main', () => {
    for (const ref of ['refs/heads/main', { regex: 'refs/heads/main' }, { regex: '(?m)^refs/heads/main$' }]) {
      expect(isLetIn({ ref }, { ...pushClaims, ref: 'refs/heads/main\n' })).toBe(false);
    }
  });

  test('wildcard before the slash: acme/* does not admit acme-evil/x', () => {
    expect(isLetIn({ repository: 'acme/*' }, callerOf('acme-evil/x'))).toBe(false);
    expect(isLetIn({ subject: 'repo:acme/*' }, callerOf('acme-evil/x'))).toBe(false);
  });

  test('metacharacters in a glob: the dot of a name is a dot', () => {
    expect(isLetIn({ repository: 'acme/a.b' }, callerOf('acme/axb'))).toBe(false);
    expect(isLetIn({ repository: '{acme,evil}/infra' })).toBe(false);
  });

  test('reusable workflow only: a policy cannot trust the called workflow instead of the caller', () => {
    for (const claim of ['job_workflow_ref', 'event_name', 'iss', 'aud', 'repository_id']) {
      expect(compileText(matchText({ [claim]: '*' }))).toMatchObject({
        status: 'invalid',
        findings: [{ id: 'unknown-claim' }],
      });
    }
  });

  test('customized subject: one without repo: is compared raw, and never completed from claims', () => {
    const claims = { ...pushClaims, sub: 'ref:refs/heads/main' };
    expect(isLetIn({ subject: 'repo:acme/infra:*' }, claims)).toBe(false);
    expect(isLetIn({ subject: 'ref:refs/heads/main' }, claims)).toBe(true);
  });

  test('absent claim: not even * or .* lets a job without environment in', () => {
    expect(isLetIn({ environment: '*' })).toBe(false);
    expect(isLetIn({ environment: { regex: '.*' } })).toBe(false);
    expect(isLetIn({ environment: '*' }, { ...pushClaims, environment: '' })).toBe(false);
  });

  test('pwn request: a rule for a branch does not admit a pull request', () => {
    const claims = { ...pushClaims, sub: 'repo:acme/infra:pull_request', ref: 'refs/pull/1/merge' };
    expect(isLetIn({ subject: 'repo:acme/infra:ref:refs/heads/main' }, claims)).toBe(false);
    expect(isLetIn({ ref: 'refs/heads/*' }, claims)).toBe(false);
  });

  test('case variants: another spelling is another value', () => {
    expect(isLetIn({ repository_owner: 'ACME' })).toBe(false);
    expect(isLetIn({ repository: 'acme/infra' }, callerOf('Acme/infra'))).toBe(false);
  });

  test('homoglyphs: nothing is folded or normalized', () => {
    expect(isLetIn({ repository_owner: '\u0430cme' })).toBe(false);
    expect(isLetIn({ actor: { regex: '(?i)octocats' } }, { ...pushClaims, actor: 'octocat\u017f' })).toBe(
      false,
    );
  });

  test('empty scope: a grant always names permissions, and never more than the installation holds', () => {
    const empty = decideText(matchText({ ref: '*' }), pushClaims, {});
    expect(empty.status).toBe('trust_policy_denied');
    const decision = decideText(matchText({ ref: '*' }, { administration: 'admin' }), pushClaims, {
      contents: 'read',
      metadata: 'read',
    });
    expect(decision).toMatchObject({ permissions: { contents: 'read', metadata: 'read' } });
  });

  test('empty match: a rule without claims allows no job, and invalidates the file', () => {
    expect(decideText(policyText('    - match: {}\n    - match: {ref: "*"}')).status).toBe(
      'trust_policy_invalid',
    );
  });

  test('swallowed typo: one bad rule closes the whole file', () => {
    expect(decideText(policyText('    - match: {ref: "*"}\n    - match: {reff: "*"}')).status).toBe(
      'trust_policy_invalid',
    );
  });

  test('prototype pollution: keys such as __proto__ are unknown keys', () => {
    for (const claim of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(decideText(policyText(`    - match: {${claim}: "*"}`)).status).toBe('trust_policy_invalid');
    }
    const inherited: PolicyClaims = Object.create({ environment: 'prod' });
    const policy = compileText(matchText({ ref: '*' }, { contents: 'write' }));
    const held = Object.create({ contents: 'admin' });
    expect(
      decideTrustPolicy({ policy, claims: { ...inherited, ...pushClaims }, installationPermissions: held })
        .status,
    ).toBe('trust_policy_denied');
  });

  test('YAML bomb: aliases are refused before they are followed', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    expect(compileText(['a0: &a0 x', ...lines].join('\n'))).toMatchObject({
      status: 'invalid',
      findings: expect.arrayContaining([expect.objectContaining({ id: 'alias' })]),
    });
  });

  test('parser differential: keys that one reader takes and another does not', () => {
    for (const rules of [
      '    - match: {ref: refs/heads/main, ref: "*"}',
      '    - match: {ref: refs/heads/main, "\\u0072ef": "*"}',
      '    - <<: {match: {ref: "*"}}\n      match: {ref: refs/heads/main}',
      '    - match: {ref: "*"}\n---\nkind: Other',
    ]) {
      expect(compileText(policyText(rules)).status).toBe('invalid');
    }
  });

  test('ReDoS: patterns that stall a backtracking engine give the right answer', () => {
    const value = `${'a'.repeat(1_023)}!`;
    for (const regex of ['(a+)+', '(a|a)*', '(a|aa)+', '([a-z]+)*', '(.*a){10}', '(?:a?){20}a{20}']) {
      expect(isLetIn({ actor: { regex } }, { ...pushClaims, actor: value })).toBe(false);
    }
    const glob = `${'*a'.repeat(127)}b`;
    expect(isLetIn({ actor: glob }, { ...pushClaims, actor: value })).toBe(false);
  });

  test('expansion: an expression that multiplies is refused before it is compiled', () => {
    for (const regex of [
      '((a{0,30}){0,30}){0,10}',
      '(?:a{30}){30}',
      `(?:${'x'.repeat(240)}){1000}`,
      '(?:.*){200}',
    ]) {
      expect(compileText(matchText({ ref: { regex } }))).toMatchObject({
        findings: [{ id: 'regex-invalid' }],
      });
    }
  });

  test('policy name: no name leaves the directory', () => {
    for (const name of ['../../secrets', '..', 'a/../b', 'a\u0000b', 'a\n', '.git', 'a\\b', '%2e%2e', '']) {
      expect(() => policyPath(name)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
    expect(policyPath('ci')).toBe('.atmos/pro/sts/ci.yaml');
  });

  test('command injection: a claim cannot write a workflow command into the log', () => {
    const ref = 'x\n::set-env name=PATH::/tmp\r::error::\u2028::warning::\u001b[2J\u202e';
    const decision = decideText(matchText({ ref: 'refs/heads/main' }), { ...pushClaims, ref }, everything);
    if (decision.status !== 'trust_policy_denied') throw new Error('expected a denial');
    const text = renderExplanation(decision.explanation);
    expect(
      text.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => line.trimStart().startsWith('::')),
    ).toEqual([]);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  });
});
