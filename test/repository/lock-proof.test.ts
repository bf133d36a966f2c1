/** Every guarantee of locks, and every failure that they survive, has a test that names it. */
import { expect, test } from '@jest/globals';
import { failures, guarantees, lockProof } from '../../scripts/docs/lock-proof.ts';
import { listProvingTests } from '../../scripts/docs/proving-tests.ts';
import { readProjectFile, root } from '../support/source-files.ts';

const known = [...Object.keys(guarantees), ...Object.keys(failures)];
const tests = listProvingTests(root, lockProof);

test.each(known)('%s has a test', (id) => {
  expect(tests.some(({ ids }) => ids.includes(id))).toBe(true);
});

test('there are as many guarantees and failures as when this page was written, or more', () => {
  expect(known.length).toBeGreaterThanOrEqual(31);
});

test('no test names one that does not exist', () => {
  expect(tests.flatMap(({ ids }) => ids).filter((id) => !known.includes(id))).toEqual([]);
});

test.each([...new Set(tests.map(({ file }) => file))])('every comment of %s belongs to a test', (file) => {
  const comments = readProjectFile(file).match(/\/\/ Lock guarantee: /g) ?? [];
  expect(tests.filter((each) => each.file === file)).toHaveLength(comments.length);
});
