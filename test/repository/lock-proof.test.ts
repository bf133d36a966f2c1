/** The page about what is shown of locks names tests that there are. */
import { expect, test } from '@jest/globals';
import { readProjectFile } from '../support/source-files.ts';

const rows = readProjectFile('docs/lock-proof.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:-|promise |case )/.test(line));

/** Each title belongs to the last file that was linked before it. */
function citationsOf(row: string): readonly { readonly file: string; readonly title: string }[] {
  let file = '';
  return [...row.matchAll(/\]\(\.\.\/([^)]+)\)|“([^”]+)”/g)].flatMap(([, linked, title]) => {
    if (linked !== undefined) file = linked;
    return title === undefined ? [] : [{ file, title }];
  });
}

test.each(rows.map((row) => [row.split('|')[1]?.trim() ?? '', row]))('%s', (_case, row) => {
  const citations = citationsOf(row);
  expect(citations).not.toEqual([]);
  for (const { file, title } of citations) expect(readProjectFile(file)).toContain(`'${title}'`);
});

test('there is a row for each promise and each case', () => {
  expect(rows.length).toBeGreaterThanOrEqual(30);
});
