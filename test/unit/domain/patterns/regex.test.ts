import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileRegex, maxRegexCost } from '../../../../src/domain/patterns/regex.ts';

function matches(pattern: string, value: string): boolean {
  const compiled = compileRegex(pattern);
  if (compiled.status === 'refused') throw new Error(`refused: ${compiled.reason}`);
  return compiled.matches(value);
}

describe('a regular expression', () => {
  test.each([
    ['anchors every alternative at the end', 'refs/heads/main|refs/heads/dev', 'refs/heads/main-evil', false],
    ['anchors every alternative at the start', 'main|dev', 'evil-dev', false],
    ['tries the longer alternative too', 'a|ab', 'ab', true],
    ['is compared with the whole value', 'main', 'xmain', false],
    ['is not ended by a line end', 'main', 'main\n', false],
    ['is not ended by a line end with (?m)', '(?m)^main$', 'main\nevil', false],
    ['stays whole behind an unclosed quotation', 'a|\\Qb', 'bx', false],
    ['keeps anchors of its own', '^main$', 'main', true],
    ['has . for all but line ends', 'a.b', 'a\nb', false],
    ['has (?s) for line ends too', '(?s)a.b', 'a\nb', true],
    ['counts a character beyond the BMP once', '.', '\u{1f600}', true],
    ['has Unicode classes', '\\p{Greek}+', '\u03b1\u03b2', true],
    ['tells upper from lower case', 'Main', 'main', false],
    ['may ignore case in ASCII', '(?i)repo:acme/.*', 'Repo:ACME/x', true],
    ['ignores case in ASCII only: long s', '(?i)acmes', 'acme\u017f', false],
    ['ignores case in ASCII only: Kelvin', '(?i)k', '\u212a', false],
    ['has counted repetition', '[0-9a-f]{40}', 'a'.repeat(40), true],
    ['counts exactly', '[0-9a-f]{40}', 'a'.repeat(41), false],
    ['backtracks over optional parts', '(?:a?){20}a{20}', 'a'.repeat(20), true],
    ['may match the empty value', 'a*', '', true],
  ])('%s: %j against %j', (_, pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  test.each([
    ['that closes what would anchor it', 'x)|(', /unexpected \)/],
    ['with an open group', 'a(', /missing closing \)/],
    ['with an open class', '[a', /missing closing \]/],
    ['with a backreference', '(a)\\1', /backreferences/],
    ['with a named backreference', '(?P<n>a)(?P=n)', /backreferences/],
    ['with lookahead', '(?=a)a', /lookahead/],
    ['with negative lookahead', '(?!evil).*', /lookahead/],
    ['with lookbehind', '(?<=a)b', /lookbehind/],
    ['with negative lookbehind', '(?<!a)b', /lookbehind/],
    ['with an atomic group', '(?>a)', /atomic/],
    ['with possessive repetition', 'a++', /possessive/],
    ['with a stray repetition', '*', /missing argument/],
    ['with nested counted repetition', '((a{0,30}){0,30}){0,10}', /is the limit/],
    ['with a large count', '(?:abc){500}', /is the limit/],
    ["with a count over the engine's own limit", 'a{2000}', /is the limit/],
    ['with many unbounded runs', `${'.*'.repeat(120)}x`, /is the limit/],
    ['with many Unicode classes', '\\pL'.repeat(40), /is the limit/],
    ['with counted word boundaries', '(?:(?:\\b|a|\\B)*){30}x', /is the limit/],
    ['with a long text behind an unbounded run', `.*${'a'.repeat(200)}`, /is the limit/],
    ['with a long text that is repeated', `(?:${'a'.repeat(200)})*`, /is the limit/],
    ['that folds beyond ASCII', '(?i)[B-\\x{1E942}]', /plain ASCII/],
    ['that folds a literal beyond ASCII', '(?i)stra\u00dfe', /plain ASCII/],
    ['that hides (?i) among other flags', '(?si)\\pL', /plain ASCII/],
  ])('%s is refused', (_, pattern, reason) => {
    const compiled = compileRegex(pattern);
    expect(compiled).toMatchObject({ status: 'refused', reason: expect.stringMatching(reason) });
  });

  test.each([
    ['a literal of 240 characters', 'a'.repeat(240)],
    [
      'a long list of names',
      `repo:acme/(${Array.from({ length: 18 }, (_, i) => `service-${i}`).join('|')}):.*`,
    ],
    ['the hash of a commit', '[0-9a-f]{40}'],
    ['one that ends anyhow', `repo:acme/${'a'.repeat(200)}:.*`],
    ['one of words', '(?:[a-z]+-)*[a-z]+(?:/[a-z0-9._-]+){1,3}'],
    ['a version tag', 'refs/tags/v[0-9]+\\.[0-9]+\\.[0-9]+(-rc\\.[0-9]+)?'],
    ['an anchored one', '^repo:acme/[a-z0-9-]+:ref:refs/heads/(main|release/.+)$'],
  ])('that is ordinary is accepted: %s', (_, pattern) => {
    expect(compileRegex(pattern)).toMatchObject({ status: 'accepted' });
  });

  // Node's own engine is the reference; the values are short, so that its backtracking does no harm.
  test('agrees with another engine on the common syntax', () => {
    const { regex } = fc.letrec<{ regex: string }>((tie) => ({
      regex: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '', '^', '$', '\\b'),
        tie('regex').map((inner) => `(${inner})`),
        tie('regex').map((inner) => `(?:${inner})*`),
        tie('regex').map((inner) => `(?:${inner})?`),
        tie('regex').map((inner) => `(?:${inner}){1,2}`),
        fc.tuple(tie('regex'), tie('regex')).map((both) => both.join('|')),
        fc.tuple(tie('regex'), tie('regex')).map((both) => both.join('')),
      ),
    }));
    const value = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 6 });
    fc.assert(
      fc.property(regex, value, (pattern, text) => {
        fc.pre(compileRegex(pattern).status === 'accepted');
        expect(matches(pattern, text)).toBe(new RegExp(`^(?:${pattern})$`).test(text));
      }),
      { numRuns: 800 },
    );
  });

  test('never throws, and never costs more than the limit', () => {
    const syntax = fc.constantFrom(
      'a',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '1',
      '9',
      ',',
      '*',
      '+',
      '?',
      '|',
      '\\',
      '^',
      '$',
      'p',
      'Q',
      'E',
      ':',
      'i',
      '.',
      '-',
      '\u{1f600}',
      '\ud83d',
    );
    fc.assert(
      fc.property(fc.string({ unit: syntax, maxLength: 40 }), (pattern) => {
        const compiled = compileRegex(pattern);
        if (compiled.status === 'accepted') {
          expect(compiled.cost).toBeLessThanOrEqual(maxRegexCost);
          compiled.matches('a1(\u{1f600}');
        } else expect(compiled.reason).not.toBe('');
      }),
      { numRuns: 1_000 },
    );
  });
});
