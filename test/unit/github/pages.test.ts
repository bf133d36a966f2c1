/** Lists of GitHub that span pages: read to their end, or not at all. */
import { describe, expect, test } from '@jest/globals';
import { pageSize, readAllPages } from '../../../src/github/pages.ts';

/** Pages of a list of `length` numbers. */
const pagesOf = (length: number) => async (page: number) =>
  Array.from({ length }, (_, index) => index).slice((page - 1) * pageSize, page * pageSize);

describe('readAllPages', () => {
  const list = { noun: 'things', maxPages: 3 };

  test.each([0, 1, 99, 100, 101, 299])('returns all of %i entries', async (length) => {
    const entries = await readAllPages(list, pagesOf(length));
    expect(entries).toEqual(Array.from({ length }, (_, index) => index));
  });

  test.each([300, 301])('returns no part of %i entries', async (length) => {
    await expect(readAllPages(list, pagesOf(length))).rejects.toMatchObject({
      kind: 'too-large',
      message: 'GitHub lists more than 299 things.',
    });
  });
});
