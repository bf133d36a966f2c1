import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileTrustPolicy } from '../../../../src/domain/trust-policy/compile.ts';
import { good, refused } from './refused-policies.ts';
import { compileText } from './samples.ts';

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
    expect(compileText(text)).toMatchObject({
      status: 'invalid',
      findings: [{ id: 'yaml-syntax', message: expect.stringMatching(/nested deeper/) }],
    });
  });
});
