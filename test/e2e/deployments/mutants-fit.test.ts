/** The mutants still change the server: what they edit is in the source, once. */
import { expect, test } from '@jest/globals';
import { editFile } from './load-mutant.ts';
import { mutants } from './mutants.ts';

test.each(mutants)('$name', ({ edits }) => {
  for (const { file } of edits) expect(editFile(file, edits)).not.toBe(editFile(file, []));
});

test('each has a name of its own', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});
