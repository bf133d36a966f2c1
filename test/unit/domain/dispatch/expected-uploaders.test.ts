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
const run = (file: string, more: Partial<FoundRun> = {}): FoundRun => ({
  ...{ file, event: 'merge_group', end: 'success', endedMsAgo: 60_000, url },
  ...more,
});
const facts = (more: Partial<UploaderFacts>): UploaderFacts => ({
  ...{ activity: group, known: [], ofPulls: ['affected.yaml'], runs: [] },
  ...more,
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
