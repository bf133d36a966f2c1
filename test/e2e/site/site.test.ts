/** `npm run docs:site` builds the site: each page and its search index are there, and every link between pages arrives. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readNavigation, toPage } from '../../../docs/site/.vitepress/pages.ts';
import { patience } from '../../support/patience.ts';
import { root } from '../../support/source-files.ts';

const site = join(root, 'build/site');
/** Of an installation and a build; in milliseconds. */
const timeout = patience(180_000);
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name)),
);
// Before the tests, because a suite can only be skipped before it begins.
const built = spawnSync('npm', ['run', 'docs:site'], {
  cwd: root,
  env: environment,
  encoding: 'utf8',
  timeout,
});
const output = `${built.stdout}${built.stderr}`;
const isOffline = built.status !== 0 && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT/.test(output);

/** What a server of files, with clean addresses, answers for a path. */
function fileOf(path: string): string | undefined {
  const candidates = [`${path}.html`, join(path, 'index.html'), path];
  return candidates.map((each) => join(site, each)).find((each) => existsSync(each) && !each.endsWith('/'));
}

// Its packages are not part of `npm install`: without a registry it cannot be built.
const suite = isOffline ? describe.skip : describe;
suite(isOffline ? 'the site (skipped: no registry)' : 'the site', () => {
  test('is built', () => {
    expect({ status: built.status, output }).toEqual({
      status: 0,
      output: expect.stringContaining('build complete'),
    });
  });

  test('has each page, and an index for its search', () => {
    const navigation = readNavigation(root);
    const pages = navigation.flatMap(({ pages: files }) => files.map((file) => toPage(file, navigation)));
    expect(pages.filter((page) => !existsSync(join(site, `${page}.html`)))).toEqual([]);
    const chunks = readdirSync(join(site, 'assets/chunks'));
    const [index = ''] = chunks.filter((name) => name.startsWith('@localSearchIndex'));
    expect(readFileSync(join(site, 'assets/chunks', index), 'utf8')).toContain('fencing');
  });

  test('has no link between its pages that leads to nothing, anchors included', () => {
    const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.html'),
    );
    expect(pages.length).toBeGreaterThan(40);
    const dead = pages.flatMap((page) => {
      const html = readFileSync(join(site, page), 'utf8');
      return [...html.matchAll(/<a [^>]*href="(\/?[^":]*?)(?:#([^"]*))?"/g)].flatMap(
        ([, path = '', anchor]) => {
          const file = path === '' ? join(site, page) : fileOf(path);
          if (file === undefined) return [`${page}: ${path}`];
          if (anchor === undefined || !file.endsWith('.html')) return [];
          const isThere = readFileSync(file, 'utf8').includes(`id="${decodeURIComponent(anchor)}"`);
          return isThere ? [] : [`${page}: ${path}#${anchor}`];
        },
      );
    });
    expect(dead).toEqual([]);
  });
});
