/** Which pull request, group or release an upload is about, where its claims name no number. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { UploadClaims } from '../../../../src/domain/dispatch/upload-activity.ts';
import {
  choosePull,
  chooseSubject,
  type PullCandidate,
} from '../../../../src/domain/dispatch/upload-pull.ts';

const headSha = 'a'.repeat(40);
const target: UploadClaims = {
  ...{ eventName: 'pull_request_target', ref: 'refs/heads/main', headRef: 'topic', baseRef: 'main' },
  ...{ sha: headSha, headSha, runId: '100', workflow: 'affected.yaml' },
};
const pull = (number: number, more: Partial<PullCandidate> = {}): PullCandidate => ({
  ...{ number, state: 'open', headSha, headRef: 'topic', baseRef: 'main' },
  ...{ isFork: true, headRepositoryId: '9', mergedAt: undefined },
  ...more,
});
const runOf = (headRepositoryId: string | undefined) => ({ createdAt: 0, headRepositoryId });
const merged = { state: 'merged', mergedAt: 1 } as const;

const rows: readonly {
  readonly name: string;
  readonly pulls: readonly PullCandidate[];
  readonly run?: Parameters<typeof choosePull>[1];
  readonly claims?: Partial<UploadClaims>;
  readonly is: number | undefined;
}[] = [
  { name: 'of the repository of its head', pulls: [pull(1), pull(2, { headRepositoryId: '8' })], is: 1 },
  {
    name: 'none of another repository, though it is the only one',
    pulls: [pull(2, { headRepositoryId: '8' })],
    is: undefined,
  },
  { name: 'none before the run is read', pulls: [pull(1)], run: undefined, is: undefined },
  { name: 'none of an unknown run', pulls: [pull(1)], run: 'missing', is: undefined },
  {
    name: 'none of repositories that were deleted: two of them cannot be told apart',
    pulls: [pull(1, { headRepositoryId: undefined })],
    run: runOf(undefined),
    is: undefined,
  },
  { name: 'none with another base', pulls: [pull(1, { baseRef: 'release' })], is: undefined },
  { name: 'the open one of a branch', pulls: [pull(1), pull(2, { state: 'closed' })], is: 1 },
  {
    name: 'after a merge, the merged one of a branch',
    pulls: [pull(1, merged), pull(2)],
    claims: { eventName: 'pull_request' },
    is: 1,
  },
];

test.each(rows)('a pull request: $name', ({ pulls, claims, is, ...given }) => {
  const run = 'run' in given ? given.run : runOf('9');
  expect(choosePull({ ...target, ...claims }, run, pulls)?.number).toBe(is);
});

test('no number of mirrors changes which pull request is chosen', () => {
  const mirrors = fc.array(
    fc.record({ number: fc.integer({ min: 2, max: 99 }), id: fc.constantFrom('7', '8', undefined) }),
  );
  fc.assert(
    fc.property(mirrors, fc.nat(), (others, at) => {
      const all = others.map(({ number, id }) => pull(number, { headRepositoryId: id, ...merged }));
      all.splice(at % (all.length + 1), 0, pull(1));
      expect(choosePull(target, runOf('9'), all)?.number).toBe(1);
    }),
  );
});

const push = { ...target, eventName: 'push', ref: 'refs/heads/topic' };
const own = { subject: 'pr/1', branch: 'topic' };
const fork = { subject: 'pr/2', branch: undefined };
const release = { subject: 'release/5', branch: undefined };

test.each([
  { name: 'the only one', claims: push, candidates: [fork], is: 'pr/2' },
  { name: 'of the branch, beside a mirror', claims: push, candidates: [fork, own], is: 'pr/1' },
  {
    name: 'of the release',
    claims: { ...push, eventName: 'release', ref: 'refs/tags/v1' },
    candidates: [own, release],
    is: 'release/5',
  },
  {
    name: 'none of two mirrors',
    claims: push,
    candidates: [fork, { ...fork, subject: 'pr/3' }],
    is: 'ambiguous',
  },
  {
    name: 'none of one branch into two',
    claims: push,
    candidates: [own, { ...own, subject: 'pr/3' }],
    is: 'ambiguous',
  },
  {
    name: 'none of a run of another branch',
    claims: { ...push, ref: 'refs/heads/main' },
    candidates: [own, fork],
    is: 'ambiguous',
  },
  { name: 'nothing', claims: push, candidates: [], is: undefined },
])('a commit: $name', ({ claims, candidates, is }) => {
  expect(chooseSubject(claims, candidates)).toBe(is);
});
