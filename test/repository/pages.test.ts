/** The pages of the dashboard: each is visited by the tests in a browser and named in the docs, and its parts keep the rules of templates. */
import { expect, test } from '@jest/globals';
import type { PagePorts } from '../../src/server/pages/page-ports.ts';
import { createPageTable } from '../../src/server/pages/page-table.ts';
import { pagePatterns } from '../../src/web/addresses.ts';
import { visits } from '../browser/visits.ts';
import { codeOnly, projectFiles, readProjectFile } from '../support/source-files.ts';

/** Nothing is asked before a page is read. */
const pages = createPageTable({} as PagePorts);
const webFiles = projectFiles().filter((file) => /^src\/web\/.*\.ts$/.test(file) && !file.endsWith('.d.ts'));

test('every page is visited in a browser', () => {
  expect(visits.map(({ pattern }) => pattern).toSorted()).toEqual(
    pages.map(({ pattern }) => pattern).toSorted(),
  );
});

test('the patterns of pages are unique, and stated with their addresses', () => {
  const patterns = pages.map(({ pattern }) => pattern);
  expect(new Set(patterns).size).toBe(patterns.length);
  const known: readonly string[] = Object.values(pagePatterns);
  expect(patterns.filter((pattern) => !known.includes(pattern))).toEqual([]);
});

test('docs/dashboard.md has every page', () => {
  const text = readProjectFile('docs/dashboard.md');
  const rows = [...text.matchAll(/^\| `(\/[^`]*)` \|/gm)].map(([, path = '']) => path);
  expect(rows).toHaveLength(pages.length);
});

test('nothing but html.ts makes HTML from text', () => {
  const makers = webFiles.filter((file) =>
    /\bSafeHtml\b|\bSafeHref\b|as (?:unknown as )?(?:Html|Href)\b/.test(codeOnly(readProjectFile(file))),
  );
  expect(makers).toEqual(['src/web/html.ts']);
});

test('no template has a script, a style, a handler, or an attribute without quotes', () => {
  expect(webFiles.length).toBeGreaterThan(10);
  const faults = webFiles
    .filter((file) => file !== 'src/web/html.ts')
    .filter((file) =>
      /<(?:script|style|iframe)\b|\sstyle=|\son[a-z]+=["']|<[a-z][^>`]*\s[a-z-]+=\$\{/.test(
        readProjectFile(file),
      ),
    );
  expect(faults).toEqual([]);
});
