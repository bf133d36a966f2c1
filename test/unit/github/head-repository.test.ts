import { expect, test } from '@jest/globals';
import { readHeadRepositoryId } from '../../../src/github/head-repository.ts';

test('the ID of a head repository is text', () => {
  expect(readHeadRepositoryId({ id: 700000001 })).toBe('700000001');
});

test('a deleted head repository, which GitHub shows as null, has no ID', () => {
  expect(readHeadRepositoryId(null)).toBeUndefined();
});

test.each([
  ['without an ID', {}],
  ['with an ID that is text', { id: '700000001' }],
  ['with an ID that is not an integer', { id: 1.5 }],
  ['that is a list', []],
  ['that is absent', undefined],
])('a head repository %s is an unexpected answer', (_what, repository) => {
  expect(() => readHeadRepositoryId(repository)).toThrow(
    expect.objectContaining({ kind: 'unexpected', code: 'REMOTE_MALFORMED' }),
  );
});
