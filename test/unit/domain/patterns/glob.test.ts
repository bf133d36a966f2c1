import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileGlob } from '../../../../src/domain/patterns/glob.ts';

/** The definition of docs/trust-policies.md#patterns, word for word and exponential: for short texts only. */
function matchesByDefinition(pattern: readonly string[], value: readonly string[]): boolean {
  const [token, ...rest] = pattern;
  if (token === undefined) return value.length === 0;
  if (token === '*')
    return (
      value.some((_, taken) => matchesByDefinition(rest, value.slice(taken))) || matchesByDefinition(rest, [])
    );
  const [character, ...others] = value;
  return (
    character !== undefined && (token === '?' || token === character) && matchesByDefinition(rest, others)
  );
}

describe('a glob', () => {
  test.each([
    ['is compared with the whole value', 'main', 'main', true],
    ['does not accept a longer value', 'main', 'main-evil', false],
    ['does not accept a value that only contains it', 'main', 'xmainx', false],
    ['lets * stand for nothing', 'repo:*', 'repo:', true],
    ['lets * cross slashes and colons', 'repo:*:main', 'repo:a/b:ref:main', true],
    ['lets * cross line ends', 'a*b', 'a\n\r\nb', true],
    ['takes ** for *', 'a**b', 'axxb', true],
    ['wants exactly one character for ?', 'v?', 'v', false],
    ['lets ? stand for a slash', 'a?b', 'a/b', true],
    ['lets ? stand for a line end', 'a?b', 'a\nb', true],
    ['counts a character beyond the BMP once', '?', '\u{1f600}', true],
    ['does not count it twice', '??', '\u{1f600}', false],
    ['does not split it at *', '*\ude00', '\u{1f600}', false],
    ['keeps a lone half apart', '?', '\ud83d', true],
    ['takes a dot literally', 'a.b', 'axb', false],
    ['takes brackets literally', '[ab]', 'a', false],
    ['takes braces literally', '{a,b}', 'a', false],
    ['takes ! literally', '!a', 'b', false],
    ['takes a backslash literally', 'a\\*', 'a\\x', true],
    ['takes + | ( literally', 'a+|(b', 'a+|(b', true],
    ['tells upper from lower case', 'Main', 'main', false],
    ['does not trim', 'main', 'main ', false],
    ['does not normalize', '\u00e9', 'e\u0301', false],
    ['tries the last * again', '*ab*ac', 'xabyabzac', true],
    ['needs what follows the last *', '*ab', 'abab-', false],
    ['matches the empty value with * alone', '*', '', true],
    ['does not match the empty value with ?', '?', '', false],
  ])('%s: %j against %j', (_, pattern, value, expected) => {
    expect(compileGlob(pattern)(value)).toBe(expected);
  });

  test('agrees with the definition', () => {
    const alphabet = fc.constantFrom('a', 'b', '/', '*', '?', '\n', '\u{1f600}', '\ud83d', '.');
    const pattern = fc.array(alphabet, { maxLength: 7 }).map((characters) => characters.join(''));
    const value = fc.array(alphabet, { maxLength: 9 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(pattern, value, (glob, text) => {
        expect(compileGlob(glob)(text)).toBe(matchesByDefinition([...glob], [...text]));
      }),
      { numRuns: 2_000 },
    );
  });

  test('accepts every value that was made from it', () => {
    const piece = fc.oneof(fc.constant('*'), fc.constant('?'), fc.string({ unit: 'binary', maxLength: 4 }));
    const filled = fc.array(
      fc.tuple(
        piece,
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    );
    fc.assert(
      fc.property(filled, (pieces) => {
        const pattern = pieces.map(([text]) => text).join('');
        const value = pieces
          .map(([text, run, one]) => (text === '*' ? run : text.replaceAll('*', run).replaceAll('?', one)))
          .join('');
        expect(compileGlob(pattern)(value)).toBe(true);
      }),
    );
  });
});
