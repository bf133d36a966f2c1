/** What holds for every policy: the linter never throws, never contradicts the engine, and what it calls certain is. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { exampleInput } from '../../../../src/domain/trust-policy/finding-example.ts';
import type { FindingRule } from '../../../../src/domain/trust-policy/finding-rule.ts';
import { findingRules, type PolicyFinding } from '../../../../src/domain/trust-policy/findings.ts';
import { lintTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';
import { createClaimTest, matchesRule } from '../../../../src/domain/trust-policy/match.ts';
import { compileText, lintFindings, policyText } from './samples.ts';

const encoder = new TextEncoder();
const rules: FindingRule[] = Object.values(findingRules);
const texts = rules
  .flatMap(({ failing, passing }) => [failing, passing])
  .map((example) => Buffer.from(exampleInput(example).content).toString())
  .filter((text) => text.length < 1_000);

describe('linting', () => {
  function check(content: Uint8Array): void {
    const findings = lintTrustPolicy({
      content,
      file: 'default.yaml',
      codeowners: [{ path: 'CODEOWNERS', content }],
    });
    const policy = compileTrustPolicy({ content, name: 'default' });
    expect(findings.some(({ severity }) => severity === 'error')).toBe(policy.status === 'invalid');
    const end = Buffer.from(content)
      .toString()
      .split(/\r\n?|\n/).length;
    let last = { line: 0, column: 0 };
    for (const { range, message } of findings) {
      expect(range.start.line * 1e6 + range.start.column).toBeGreaterThanOrEqual(
        last.line * 1e6 + last.column,
      );
      expect(range.end.line * 1e6 + range.end.column).toBeGreaterThanOrEqual(
        range.start.line * 1e6 + range.start.column,
      );
      expect(range.end.line).toBeLessThanOrEqual(end);
      expect(message).toMatch(/[.?]$/);
      last = range.start;
    }
  }

  test('random bytes never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 300 });
  });

  test('mutated policies never throws and agrees with the engine', () => {
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.string({ unit: 'binary', maxLength: 4 }));
    const mutated = fc.tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 3 }));
    fc.assert(
      fc.property(mutated, ([seed, edits]) => {
        const text = edits.reduce((current, [at, length, inserted]) => {
          const start = at % (current.length + 1);
          return current.slice(0, start) + inserted + current.slice(start + length);
        }, seed);
        check(encoder.encode(text));
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['globs of stars', (n: number) => `subject: "${'*a'.repeat(120)}${n}"`],
    ['globs of question marks', (n: number) => `repository: "${'?'.repeat(200)}*${'?'.repeat(50)}${n}"`],
    ['nested groups', (n: number) => `ref: {regex: "${'('.repeat(100)}a${n}${')'.repeat(100)}"}`],
    ['alternatives', (n: number) => `subject: {regex: "${'(a|b)'.repeat(20)}${n}"}`],
  ])('fifty rules with %s ends', (_, entry) => {
    const all = Array.from({ length: 50 }, (_, n) => `    - match: {${entry(n)}, actor: "*", ref_type: "*"}`);
    check(encoder.encode(policyText(all.join('\n'))));
  });
});

/** Values of which patterns are made and which callers have, few enough to meet often. */
const claims = fc.record({
  repository: fc.constantFrom('a/b', 'a/bb', 'b/a', 'ab/b'),
  ref: fc.constantFrom('refs/heads/a', 'refs/heads/ab', 'refs/tags/a', 'refs/pull/1/merge'),
  environment: fc.constantFrom('', 'a', 'ab'),
});
const patternOf = (values: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...values),
      fc.nat({ max: 12 }),
      fc.nat({ max: 12 }),
      fc.constantFrom('*', '?', ''),
    )
    .map(([value, at, length, wildcard]) => value.slice(0, at) + wildcard + value.slice(at + length) || '*');
const match = fc
  .record(
    {
      repository: patternOf(['a/b', 'a/bb', 'b/a']),
      repository_owner: patternOf(['a', 'b', 'ab']),
      ref: patternOf(['refs/heads/a', 'refs/heads/ab', 'refs/tags/a']),
      environment: patternOf(['a', 'ab']),
      subject: patternOf([
        'repo:a/b:ref:refs/heads/a',
        'repo:a/b:environment:a',
        'repo:a@7/b@1:pull_request',
      ]),
    },
    { requiredKeys: [] },
  )
  .filter((entries) => Object.keys(entries).length > 0);

/** Two rules, often the second with narrower claims of the first. */
const pairs = fc.tuple(match, match, fc.boolean()).map(([first, other, joined]) => {
  const narrower = Object.entries(first).map(([claim, pattern]) => [claim, pattern?.replace('*', 'a')]);
  return [first, joined ? { ...other, ...Object.fromEntries(narrower) } : other];
});

describe('what is certain', () => {
  function sampled(
    check: (findings: PolicyFinding[], admits: (rule: number, caller: number) => boolean) => void,
  ): void {
    const callers = fc.array(claims, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(pairs, callers, (matches, tokens) => {
        const text = policyText(
          matches.map((entries) => `    - ${JSON.stringify({ match: entries })}`).join('\n'),
        );
        const policy = compileText(text);
        if (policy.status === 'invalid') throw new Error(JSON.stringify(policy.findings));
        const admits = (rule: number, caller: number): boolean => {
          const token = tokens[caller];
          const [compiled] = policy.rules.slice(rule);
          if (!token || !compiled) throw new Error('no such rule or caller');
          const [owner = ''] = token.repository.split('/');
          const ran = token.ref.startsWith('refs/pull/') ? 'pull_request' : `ref:${token.ref}`;
          const tail = token.environment === '' ? ran : `environment:${token.environment}`;
          const sub = `repo:${token.repository}:${tail}`;
          const type = token.ref.startsWith('refs/tags/') ? 'tag' : 'branch';
          return matchesRule(
            compiled,
            createClaimTest({
              ...token,
              sub,
              repository_owner: owner,
              repository_owner_id: '7',
              repository_id: '1',
              ref_type: type,
            }),
          );
        };
        check(lintFindings(text), admits);
      }),
      { numRuns: 500 },
    );
  }
  /** Rules stand at lines 7 and 8. */
  const ruleOf = ({ range }: PolicyFinding) => range.start.line - 7;

  test('every caller that matches a shadowed rule matches the other one', () => {
    let seen = 0;
    sampled((findings, admits) => {
      for (const finding of findings.filter(({ id }) => id === 'shadowed-rule' || id === 'duplicate-rule')) {
        seen += 1;
        const narrow = ruleOf(finding);
        for (let caller = 0; caller < 8; caller += 1)
          if (admits(narrow, caller)) expect(admits(1 - narrow, caller)).toBe(true);
      }
    });
    expect(seen).toBeGreaterThan(50);
  });

  test('no caller matches an unreachable rule, and every caller matches a match-all rule', () => {
    let seen = 0;
    sampled((findings, admits) => {
      for (let caller = 0; caller < 8; caller += 1)
        for (const finding of findings) {
          if (finding.id === 'unreachable-rule') expect(admits(ruleOf(finding), caller)).toBe(false);
          else if (finding.id === 'match-all') expect(admits(ruleOf(finding), caller)).toBe(true);
          else continue;
          seen += 1;
        }
    });
    expect(seen).toBeGreaterThan(50);
  });
});
