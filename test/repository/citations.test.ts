/** Comments cite what a reader of this repository can open. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf } from '../support/markdown.ts';
import { projectFiles, readProjectFile, root } from '../support/source-files.ts';

const sources = projectFiles().filter(
  (file) =>
    /^(?:src|actions|scripts|test|bench|deploy|\.github|\.ci)\//.test(file) &&
    !/\.(?:md|cjs|snap|json)$/.test(file) &&
    file !== 'test/repository/citations.test.ts',
);

/** A section of a document that is not named, or a document that is elsewhere. */
const elsewhere = /\bwire contract\b|§ ?\d|\b(?:design|found|house|language)\.md\b|\b\w+ research\b/;
/** A path that is quoted whole is data, not a citation. */
const citation = /(?<!['"])\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g;

test('no source cites a document that is not in the repository', () => {
  const found = sources.flatMap((file) => {
    const line = readProjectFile(file)
      .split('\n')
      .find((text) => elsewhere.test(text));
    return line === undefined ? [] : [`${file}: ${line.trim()}`];
  });
  expect(found).toEqual([]);
});

test('every page and section that a source cites exists', () => {
  const cited = sources.flatMap((file) =>
    [...readProjectFile(file).matchAll(citation)].map(([target]) => ({ file, target })),
  );
  expect(cited.length).toBeGreaterThan(40);
  const broken = cited.filter(({ target }) => {
    const [page = '', anchor] = target.split('#');
    if (!existsSync(join(root, page))) return true;
    return anchor !== undefined && !anchorsOf(readProjectFile(page)).includes(anchor);
  });
  expect(broken).toEqual([]);
});
