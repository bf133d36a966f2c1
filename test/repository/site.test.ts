/** The site of the documentation has every page, and an address for every link. `test/e2e/site` builds it. */
import { describe, expect, test } from '@jest/globals';
import { readNavigation, toAddress, toAnchor, toPage, toPath } from '../../docs/site/.vitepress/pages.ts';
import { anchorsOf, linksOf } from '../support/markdown.ts';
import { projectFiles, readProjectFile, root } from '../support/source-files.ts';

const source = { root, repository: 'https://github.com/acme/atmos-pro-actions' };
const navigation = readNavigation(root);
const listed = navigation.flatMap(({ pages }) => pages);
const files = projectFiles();

describe('the navigation', () => {
  test('has every page for readers once', () => {
    const expected = files.filter((file) =>
      /^(?:README\.md|docs\/(?:migrate\/)?[\w.-]+\.md|actions\/[\w-]+\/README\.md)$/.test(file),
    );
    expect(expected.filter((file) => !listed.includes(file))).toEqual([]);
    expect(listed.filter((file) => !files.includes(file))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('gives each page an address of its own, also where letter case does not count', () => {
    const pages = files.flatMap((file) => toPage(file, navigation)?.toLowerCase() ?? []);
    expect(new Set(pages).size).toBe(pages.length);
    // A page beside a folder of its name is served by some hosts only.
    expect(pages.filter((page) => pages.some((other) => other.startsWith(`${page}/`)))).toEqual([]);
  });
});

describe('links', () => {
  test.each(files.filter((file) => toPage(file, navigation) !== undefined))(
    'of %s have an address',
    (file) => {
      for (const link of linksOf(readProjectFile(file)))
        expect(toAddress(link, file, source)).toMatch(/^(?:\/|#|[a-z]+:)/);
    },
  );

  test.each([
    ['docs/locks.md', '../README.md#actions', '/#actions'],
    ['docs/locks.md', 'audit.md', '/audit'],
    ['docs/migrate/octo-sts.md', '../../actions/commit/README.md', '/actions/commit'],
    ['docs/migrate/octo-sts.md', 'README.md', '/migrate/'],
    ['docs/locks.md', '../examples/world.yaml', `${source.repository}/blob/main/examples/world.yaml`],
    ['docs/locks.md', '../deploy', `${source.repository}/tree/main/deploy`],
    ['docs/locks.md', 'https://example.com/a.md', 'https://example.com/a.md'],
  ])('in %s, %s leads to %s', (file, link, address) => {
    expect(toAddress(link, file, source)).toBe(address);
  });

  test.each(['gone.md', '../../outside.md', '../src/gone/'])('%s is dead: the build fails', (link) => {
    expect(() => toAddress(link, 'docs/locks.md', source)).toThrow(`Dead link in docs/locks.md: ${link}`);
  });

  test('anchors are those of GitHub', () => {
    const page = readProjectFile('docs/server-reference.md');
    const headings = [...page.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.+)$/gm)].map(
      ([, text = '']) => text,
    );
    expect(headings.map(toAnchor)).toEqual(anchorsOf(page));
    expect(toPath('decisions/index')).toBe('/decisions/');
  });
});
