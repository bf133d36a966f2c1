/** Which errors of CODEOWNERS count: entries that a later one replaces, and what GitHub finds, within bounds. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changesOwners } from '../../../../src/domain/codeowners/changed.ts';
import { findDuplicates, normalizePattern } from '../../../../src/domain/codeowners/duplicates.ts';
import {
  maxErrorLength,
  maxOwnerErrors,
  mergeErrors,
} from '../../../../src/domain/codeowners/merge-errors.ts';
import { readOwnersEntries } from '../../../../src/domain/codeowners/read-entries.ts';
import { matchesOwnersPattern } from '../../../../src/domain/trust-policy/codeowners.ts';

const path = '.github/CODEOWNERS';
const linesOf = (text: string) => findDuplicates(readOwnersEntries(text)).map(({ line }) => line);

test.each([
  ['the same pattern', '*.tf @a\n*.tf @b', [1]],
  ['three times', '/docs @a\n/docs @a\n/docs @a', [1, 2]],
  ['with and without the first slash, where another one anchors it', '/docs/x @a\ndocs/x @b', [1]],
  ['an escaped space and the same', 'a\\ b @a\na\\ b @b', [1]],
  ['repeated stars', '/a/**/**/b @a\n/a/**/b @b', [1]],
])('finds %s', (_name, text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});

test.each([
  ['a folder and a file of that name', 'docs/ @a\ndocs @b'],
  ['one at the root and one anywhere', '/docs @a\ndocs @b'],
  ['another case', '/Docs @a\n/docs @b'],
  ['comments', '# *.tf @a\n# *.tf @a'],
  ['lines that GitHub skips', '!x @a\n!x @a\n[ab] @a\n[ab] @a\nx nobody\nx nobody'],
])('does not take %s for duplicates', (_name, text) => {
  expect(linesOf(text)).toEqual([]);
});

const segment = fc.constantFrom('a', 'b', '*', '**', '*.tf');
const pattern = fc
  .tuple(fc.boolean(), fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([isAnchored, parts, isFolder]) => `${isAnchored ? '/' : ''}${parts.join('/')}${isFolder ? '/' : ''}`);
const file = fc
  .array(fc.constantFrom('a', 'b', 'x.tf'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));

/** Two spellings: with and without the first slash, and with stars in a row. */
const spellings = fc
  .tuple(fc.array(segment, { minLength: 2, maxLength: 4 }), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([parts, isAnchored, isRepeated, isFolder]) => {
    const [one, other] = [parts.join('/'), parts.join('/').replaceAll('**', isRepeated ? '**/**' : '**')];
    const end = isFolder ? '/' : '';
    return [`/${one}${end}`, `${isAnchored ? '/' : ''}${other}${end}`] as const;
  });

test('patterns that count as one match the same files', () => {
  fc.assert(
    fc.property(spellings, file, ([one, other], name) => {
      expect(normalizePattern(one)).toBe(normalizePattern(other));
      expect(matchesOwnersPattern(one, name)).toBe(matchesOwnersPattern(other, name));
    }),
    { numRuns: 2_000 },
  );
});

test('without the entries that are named, nothing is a duplicate, and every file keeps its owners', () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 12 }), file, (patterns, name) => {
      const lines = patterns.map((one, index) => `${one} @o${index}`);
      const named = new Set(linesOf(lines.join('\n')));
      const kept = lines.map((line, index) => (named.has(index + 1) ? '' : line));
      expect(linesOf(kept.join('\n'))).toEqual([]);
      const ownersOf = (texts: readonly string[]) =>
        readOwnersEntries(texts.join('\n')).findLast((entry) => matchesOwnersPattern(entry.pattern, name))
          ?.owners;
      expect(ownersOf(kept)).toEqual(ownersOf(lines));
    }),
    { numRuns: 500 },
  );
});

test('any text is read, and its errors are bounded and printable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer(), (text, line) => {
      const github = [{ path: text, line, message: text.repeat(3) }];
      const errors = mergeErrors(github, findDuplicates(readOwnersEntries(`${text}\n${text}`)), path);
      for (const error of errors) {
        expect(error.message.length).toBeLessThanOrEqual(maxErrorLength);
        expect(error.message.replaceAll('\n', '')).toMatch(/^\P{Cc}*$/u);
        expect(error.path.length).toBeLessThanOrEqual(255);
      }
    }),
    { numRuns: 500 },
  );
});

test('errors come by line, each once, and the last says how many are left out', () => {
  const github = Array.from({ length: maxOwnerErrors + 5 }, (_, index) => ({
    path,
    line: maxOwnerErrors + 5 - index,
    message: 'Unknown owner',
  }));
  const errors = mergeErrors([...github, ...github], [{ line: 1, message: 'Duplicate pattern' }], path);
  expect(errors).toHaveLength(maxOwnerErrors);
  expect(errors.slice(0, 2).map(({ message }) => message)).toEqual(['Unknown owner', 'Duplicate pattern']);
  expect(errors.at(-1)?.message).toBe('… and 7 more errors.');
});

const version = { path, blobId: 'a' };

test.each([
  ['none on both sides', undefined, undefined, false],
  ['a new file', version, undefined, true],
  ['the same file', version, { ...version }, false],
  ['another content', version, { ...version, blobId: 'b' }, true],
  ['another place', version, { ...version, path: 'CODEOWNERS' }, true],
  ['a file that is gone', undefined, version, false],
])('decides whether the commit changes it: %s', (_name, head, base, expected) => {
  expect(changesOwners(head, base)).toBe(expected);
});
