/** How the queue tells jobs and their places apart. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameJob } from '../../../../src/domain/locks/holder.ts';
import { placeLeaseMs, placeMemoryMs, waiterId } from '../../../../src/domain/locks/queue.ts';
import { holder, takeRequest } from '../../../support/locks.ts';

const base = holder('1', 2, 'x');
const other = [
  ['issuer', { issuer: 'https://ghes.example' }],
  ['repository id', { repositoryId: '9' }],
  ['run', { runId: '2' }],
  ['attempt', { runAttempt: 3 }],
  ['job', { checkRunId: 'y' }],
] as const;
const same = [
  ['repository name', { repository: 'acme/renamed' }],
  ['address', { runUrl: 'https://elsewhere.example' }],
  ['actor', { actor: 'somebody' }],
  ['workflow', { workflow: 'other.yml' }],
] as const;

describe('a job', () => {
  test.each(other)('with another %s is another one', (_name, more) => {
    expect(nameJob({ ...base, ...more })).not.toBe(nameJob(base));
  });
  test.each(same)('with another %s is the same', (_name, more) => {
    expect(nameJob({ ...base, ...more })).toBe(nameJob(base));
  });
  test('is not made another by where its parts end', () => {
    expect(nameJob({ ...base, runId: '11', repositoryId: '1' })).not.toBe(
      nameJob({ ...base, runId: '1', repositoryId: '11' }),
    );
  });
});

describe('a place', () => {
  const id = (paths: readonly string[], by = base, more: Parameters<typeof takeRequest>[2] = {}) =>
    waiterId(paths.map((path) => takeRequest(by, path, more)));
  const path = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', '/', '"', ',') });
  const paths = fc.uniqueArray(path, { minLength: 1, maxLength: 4 });

  test('is found again by the same keys in whatever order, and by no others', () => {
    fc.assert(
      fc.property(paths, paths, (one, two) => {
        const isSame = JSON.stringify(one.toSorted()) === JSON.stringify(two.toSorted());
        expect(id(one) === id(two)).toBe(isSame);
        expect(id(one.toReversed())).toBe(id(one));
      }),
    );
  });
  test.each(other)('is another one for a job with another %s', (_name, more) => {
    expect(id(['a'], { ...base, ...more })).not.toBe(id(['a']));
  });
  test.each([
    ['workspace', { workspaceId: 'ws_2' }],
    ['repository', { repositoryId: '9' }],
  ])('is another one in another %s', (_name, more) => {
    expect(id(['a'], base, more)).not.toBe(id(['a']));
  });
  test.each<[string, Parameters<typeof takeRequest>[2]]>([
    ['time', { ttlMs: 1 }],
    ['kind', { kind: 'run' }],
    ['message', { message: 'else' }],
  ])('is the same with another %s', (_name, more) => {
    expect(id(['a'], base, more)).toBe(id(['a']));
  });
  test('has a name of a fixed shape', () => {
    expect(id(['a'])).toMatch(/^[0-9a-f]{64}$/);
  });
  test('is of a job that wants a key', () => {
    expect(() => waiterId([])).toThrow('a place in the queue needs a key');
  });
  test('keeps others back for 3 s of silence, and is found again for a minute', () => {
    expect([placeLeaseMs, placeMemoryMs]).toEqual([3_000, 60_000]);
  });
});
