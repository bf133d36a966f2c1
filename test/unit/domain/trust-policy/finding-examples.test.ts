/** Each finding has two examples, which its documentation shows: one that has it, one that does not. */

import { describe, expect, test } from '@jest/globals';
import { exampleInput, showExample } from '../../../../src/domain/trust-policy/finding-example.ts';
import type { FindingRule } from '../../../../src/domain/trust-policy/finding-rule.ts';
import { findingRules } from '../../../../src/domain/trust-policy/findings.ts';
import { lintTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';

const rules: [string, FindingRule][] = Object.entries(findingRules);

describe('the finding', () => {
  test.each(rules)('%s is found in its failing example, and nothing else is', (id, { failing, severity }) => {
    const findings = lintTrustPolicy(exampleInput(failing));
    const own = findings.filter((finding) => finding.id === id);
    expect(own.map((finding) => finding.severity)).toContain(severity);
    expect(new Set(findings.map((finding) => finding.id))).toEqual(new Set([id, ...(failing.also ?? [])]));
  });

  test.each(rules)('%s is not in its passing example, and nothing else is', (_, { passing }) => {
    expect(lintTrustPolicy(exampleInput(passing))).toEqual([]);
  });

  test.each(rules)('%s is written in full sentences, and its examples can be shown', (_, rule) => {
    expect([rule.summary, rule.description]).toEqual([
      expect.stringMatching(/\.$/),
      expect.stringMatching(/\.$/),
    ]);
    for (const example of [rule.failing, rule.passing]) expect(showExample(example).text).not.toBe('');
  });
});

test('an example that edits the sound policy changes it, unless its file is what matters', () => {
  const sound = Buffer.from(exampleInput({}).content).toString();
  const edited = rules.flatMap(([id, { failing }]) => (failing.edit && !failing.file ? [[id, failing]] : []));
  for (const [id, example] of edited as [string, FindingRule['failing']][])
    expect([id, Buffer.from(exampleInput(example).content).toString()]).not.toEqual([id, sound]);
});
