import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPaths } from '../../../../src/domain/commits/check-paths.ts';
import { findPathProblem, pathRules } from '../../../../src/domain/commits/path-rules.ts';
import { harmlessPaths, pathAttacks } from './path-attacks.ts';

describe('paths of a commit from CI', () => {
  test.each(pathAttacks)('%s refuses %j: %s', (rule, path) => {
    expect(findPathProblem(path)?.name).toBe(rule);
  });

  test('the corpus has every rule', () => {
    expect(new Set(pathAttacks.map(([rule]) => rule))).toEqual(new Set(pathRules.map(({ name }) => name)));
  });

  test.each(harmlessPaths)('%j is fine', (path) => {
    expect(findPathProblem(path)).toBeUndefined();
  });

  const disguises = ['', '\u200b', '\u200c', '\u200d', '\ufeff', '\u2060', '\u00ad', '\ufe0f'];
  const letters = fc.tuple(
    ...[...'.git'].map((letter) =>
      fc.tuple(
        fc.constantFrom(
          letter,
          letter.toUpperCase(),
          String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0),
        ),
        fc.constantFrom(...disguises),
      ),
    ),
  );
  const disguisedGit = letters.map((parts) => parts.flat().join(''));

  test('no disguise gets into .git or .github', () => {
    fc.assert(
      fc.property(
        disguisedGit,
        fc.constantFrom('', 'hub', 'HUB', 'ｈub'),
        fc.constantFrom('', '.', ' ', ':x'),
        (name, tail, end) => {
          expect(findPathProblem(`${name}${tail}${end}/config`)?.name).toMatch(/^git(?:hub)?-folder$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('an accepted path stays the same when it is normalized', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('.', '/', 'a', '\\', ' ', ':', '\u200b', 'g', 'i', 't') }),
        (path) => {
          if (findPathProblem(path) !== undefined) return;
          const { pathname } = new URL(`file:///${path.replaceAll(' ', '%20')}`);
          expect(pathname).toBe(`/${path.replaceAll(' ', '%20')}`);
          expect(path.toLowerCase().split('/')).not.toContain('.git');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('paths against each other', () => {
  const rulesOf = (additions: string[], deletions: string[] = []) =>
    checkPaths({ additions, deletions }).map(({ rule }) => rule);

  test.each([
    ['duplicate', ['a', 'a'], []],
    ['duplicate', ['b'], ['a', 'a']],
    ['added-and-deleted', ['a'], ['a']],
    ['case-duplicate', ['README.md', 'readme.md'], []],
    ['case-duplicate', ['caf\u00e9', 'cafe\u0301'], []],
    ['case-duplicate', ['stra\u00dfe', 'STRASSE'], []],
    ['case-duplicate', ['K', '\u212a'], []],
    ['file-and-folder', ['a', 'a/b'], []],
    ['file-and-folder', ['x/y/z', 'X'], []],
    ['no-files', [], []],
    [
      'too-many-files',
      Array.from({ length: 150 }, (_, index) => `a${index}`),
      Array.from({ length: 51 }, (_, index) => `d${index}`),
    ],
  ])('%s', (rule, additions, deletions) => {
    expect(rulesOf(additions, deletions)).toEqual([rule]);
  });

  test('a rename in letter case alone, folders beside files and 200 files are fine', () => {
    expect(rulesOf(['README.md'], ['Readme.md'])).toEqual([]);
    expect(rulesOf(['a/b', 'a.b', 'ab'])).toEqual([]);
    expect(rulesOf(Array.from({ length: 200 }, (_, index) => `f/${index}`))).toEqual([]);
  });

  test('says what it counted', () => {
    const [problem] = checkPaths({
      additions: Array.from({ length: 201 }, (_, index) => `${index}`),
      deletions: [],
    });
    expect(problem?.message).toBe('there are 201 changed files, and at most 200 are allowed');
  });
});
