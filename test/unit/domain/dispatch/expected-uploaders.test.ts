/** Which runs on a commit may still upload for it. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  expectedUploaders,
  type FoundRun,
  type UploaderFacts,
} from '../../../../src/domain/dispatch/expected-uploaders.ts';
import { decideWaiting, workflowStartMs } from '../../../../src/domain/dispatch/no-upload.ts';
import { group, pull } from './resolve.ts';

const url = 'https://github.com/acme/infra/actions/runs/1';
const head = { headBranch: 'topic', headRepositoryId: '1001' };
const run = (file: string, more: Partial<FoundRun> = {}): FoundRun => ({
  ...{ file, event: 'merge_group', end: 'success', endedMsAgo: 60_000, url },
  ...head,
  createdAt: 10_000,
  ...more,
});
const facts = (more: Partial<UploaderFacts>): UploaderFacts => ({
  ...{ activity: group, known: [], ofPulls: ['affected.yaml'], runs: [] },
  ...more,
});

/** A pull request that `affected.yaml` uploads for. */
const ofTopic = (activity: string, mergedAt?: number) => ({
  activity: pull(activity),
  known: ['affected.yaml'],
  pull: { headRef: 'topic', headRepositoryId: '1001', mergedAt },
});

const rows: readonly {
  readonly name: string;
  readonly given: Partial<UploaderFacts>;
  readonly is: readonly string[];
}[] = [
  {
    name: 'the files that upload for the event, with their newest runs',
    given: {
      activity: pull('synchronize'),
      known: ['affected.yaml', 'other.yaml'],
      runs: [
        run('affected.yaml', { event: 'pull_request_target', end: undefined }),
        run('affected.yaml', { event: 'pull_request', end: 'failure' }),
        run('other.yaml', { event: 'push' }),
      ],
    },
    is: ['affected.yaml open', 'other.yaml none'],
  },
  {
    name: 'no file, where none is known for a pull request',
    given: { activity: pull('synchronize'), runs: [run('lint.yaml', { event: 'pull_request' })] },
    is: [],
  },
  {
    name: 'no run of another fork or branch with the same commit',
    given: {
      ...ofTopic('synchronize'),
      runs: [
        run('affected.yaml', { event: 'pull_request', headRepositoryId: '9999' }),
        run('affected.yaml', { event: 'pull_request_target', headRepositoryId: undefined }),
        run('affected.yaml', { event: 'pull_request', headBranch: 'other' }),
      ],
    },
    is: ['affected.yaml none'],
  },
  {
    name: 'a run of the pull request behind newer ones of others',
    given: {
      ...ofTopic('synchronize'),
      runs: [
        run('affected.yaml', { event: 'pull_request', headRepositoryId: '9999', end: undefined }),
        run('affected.yaml', { event: 'pull_request', end: 'failure' }),
      ],
    },
    is: ['affected.yaml failure'],
  },
  {
    name: 'after a merge, no run of the push before it',
    given: {
      ...ofTopic('merged', 20_000),
      runs: [run('affected.yaml', { event: 'pull_request', createdAt: 19_999 })],
    },
    is: ['affected.yaml none'],
  },
  {
    name: 'after a merge, the run that it started',
    given: {
      ...ofTopic('merged', 20_000),
      runs: [run('affected.yaml', { event: 'pull_request', createdAt: 20_000, end: undefined })],
    },
    is: ['affected.yaml open'],
  },
  {
    name: 'the files that upload for groups',
    given: { known: ['queue.yaml'], runs: [run('affected.yaml'), run('queue.yaml', { end: 'failure' })] },
    is: ['queue.yaml failure'],
  },
  {
    name: 'in a group, a file that uploads for pull requests',
    given: { runs: [run('lint.yaml'), run('affected.yaml', { end: 'failure' })] },
    is: ['affected.yaml failure'],
  },
  {
    name: 'in a group, any file whose failure says nothing, and one that GitHub may not list yet',
    given: { runs: [run('lint.yaml', { end: 'failure' }), run('e2e.yaml', { end: undefined })] },
    is: ['lint.yaml neutral', 'e2e.yaml open', 'affected.yaml none'],
  },
  { name: 'in a group without runs, what uploads for pull requests', given: {}, is: ['affected.yaml none'] },
  { name: 'in a group without runs, nothing where nothing is known', given: { ofPulls: [] }, is: [] },
];

test.each(rows)('$name', ({ given, is }) => {
  const found = expectedUploaders(facts(given)).map(
    ({ file, run: state }) => `${file} ${typeof state === 'string' ? state : state.end}`,
  );
  expect(found).toEqual(is);
});

test('a group is never judged before a workflow that starts late has had its time', () => {
  const runs = fc.array(
    fc.record({
      file: fc.constantFrom('lint.yaml', 'e2e.yaml'),
      event: fc.constantFrom('merge_group', 'push'),
      end: fc.constantFrom('success' as const, 'failure' as const, undefined),
      endedMsAgo: fc.nat(1_000_000),
      url: fc.constant(url),
      headBranch: fc.constantFrom('topic', undefined),
      headRepositoryId: fc.constantFrom('1001', undefined),
      createdAt: fc.nat(1_000_000),
    }),
  );
  const files = fc.subarray(['affected.yaml', 'other.yaml']);
  fc.assert(
    fc.property(runs, files, fc.nat(workflowStartMs - 1), (found, ofPulls, elapsedMs) => {
      const uploaders = expectedUploaders(facts({ runs: found, ofPulls }));
      const given = { activity: group, isFork: false, elapsedMs, uploaders, hadWired: true };
      expect(decideWaiting(given, { timeoutMs: 1_800_000, forks: 'neutral' })).toEqual({ status: 'wait' });
    }),
  );
});
