/** The pictures of the dashboard: each is shown in the docs, each that is shown exists, and none is large. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readProjectFile } from '../support/source-files.ts';

const folder = resolve(import.meta.dirname, '../../docs/pictures');
const maxBytes = 100_000;
const pictures = readdirSync(folder).toSorted();

test('docs/dashboard.md shows every picture, and no other', () => {
  const text = readProjectFile('docs/dashboard.md');
  const shown = [...text.matchAll(/!\[[^\]]+\]\(pictures\/([^)]+)\)/g)].map(([, name = '']) => name);
  expect(shown.toSorted()).toEqual(pictures);
});

test('no picture is large (else: npm run docs:pictures)', () => {
  expect(pictures.length).toBeGreaterThan(2);
  const large = pictures.filter((name) => statSync(join(folder, name)).size > maxBytes);
  expect(large).toEqual([]);
});
