/** The pages that compare this project with others keep up with what it has: no line promises too much or too little. */
import { expect, test } from '@jest/globals';
import { linksOf } from '../support/markdown.ts';
import { projectFiles, readProjectFile } from '../support/source-files.ts';

/** Cells of the rows of all tables of a page, without the heads. */
function rowsOf(page: string): string[][] {
  return readProjectFile(page)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| ---/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const notYet =
  /## Not there yet\n([\s\S]*?)(?:\n## |$)/.exec(readProjectFile('docs/deployments.md'))?.[1] ?? '';
const missing = [...notYet.matchAll(/^- \*\*([^*]+)\.\*\*/gm)].map(([, name]) => name);

test('hosted and self-hosted: what is "not yet" is still in the list of docs/deployments.md', () => {
  const page = readProjectFile('docs/migrate/hosted.md');
  const named = [...page.matchAll(/not yet: \[([^\]]+)\]\(\.\.\/deployments\.md#not-there-yet\)/g)].map(
    ([, name]) => name,
  );
  expect(named.filter((name) => !missing.includes(name))).toEqual([]);
});

test('hosted and self-hosted: what the server has is linked', () => {
  const rows = rowsOf('docs/migrate/hosted.md').filter(
    ([, , own = '']) => /^\[?yes/.test(own) && own !== 'yes',
  );
  expect(rows.length).toBeGreaterThan(10);
  const bare = rows.filter(
    ([, , own = '']) => linksOf(own).length === 0 && own !== 'yes, in the configuration file',
  );
  expect(bare).toEqual([]);
});

test('compatibility: each line names a test or a source', () => {
  const rows = rowsOf('docs/compatibility.md').filter((row) => !['shown by'].includes(row.at(-1) ?? ''));
  expect(rows.length).toBeGreaterThan(15);
  const unproven = rows.filter((row) => {
    const shown = row.at(-1) ?? '';
    return linksOf(shown).length === 0 && !/`npm |all tests|nothing ran there/.test(shown);
  });
  expect(unproven).toEqual([]);
});

test('each page for those who come from another tool says what that tool does better', () => {
  const pages = projectFiles().filter((file) => /^docs\/migrate\/(?!README)/.test(file));
  expect(pages.length).toBeGreaterThan(4);
  for (const page of pages) {
    const text = readProjectFile(page);
    expect(text).toMatch(/^## What .+ does better\n\n- \*\*/m);
    expect(text).toMatch(/^## Before/m);
    expect(text).toMatch(/^## After/m);
    expect(readProjectFile('docs/migrate/README.md')).toContain(`(${page.replace('docs/migrate/', '')})`);
  }
});
