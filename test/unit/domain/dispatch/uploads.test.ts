/** Which activity an upload is for. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  activitySlackMs,
  decideUpload,
  deliveryWaitMs,
  type ForeignReason,
  type KnownActivity,
  type KnownPull,
  readMergeRef,
  type UploadClaims,
  type UploadFacts,
} from '../../../../src/domain/dispatch/upload-activity.ts';

const head = 'a'.repeat(40);
const claims: UploadClaims = {
  eventName: 'pull_request',
  ref: 'refs/pull/12/merge',
  headRef: 'topic',
  baseRef: 'main',
  sha: head,
  runId: '100',
  workflow: 'affected.yaml',
  headSha: head,
};
const open: KnownPull = { number: 12, headSha: head, headRef: 'topic', baseRef: 'main', mergedAt: undefined };
const mergedPull: KnownPull = { ...open, mergedAt: 50_000 };

function known(name: string, more: Partial<KnownActivity> = {}): KnownActivity {
  return {
    id: name,
    activity: { event: 'pull_request', activity: name },
    at: 10_000,
    isWired: true,
    uploadedBy: [],
    ...more,
  };
}
const group = known('checks_requested', { activity: { event: 'merge_group', activity: 'checks_requested' } });
/** The uploading run, as GitHub shows it. */
const began = (createdAt: number) => ({ createdAt, headRepositoryId: '1001' });
const late = { ageMs: deliveryWaitMs } as const;
const read = { ageMs: deliveryWaitMs, isPullRead: true } as const;
const base: UploadFacts = {
  upload: claims,
  ageMs: 0,
  pull: open,
  isPullRead: false,
  activities: [known('synchronize')],
  isGroupGone: false,
  isAmbiguous: false,
  run: undefined,
  rivalRunIds: [],
};
const afterMerge: UploadClaims = { ...claims, ref: 'refs/heads/main' };
const target: UploadClaims = { ...claims, eventName: 'pull_request_target', ref: 'refs/heads/main' };
const queue: UploadClaims = {
  ...claims,
  eventName: 'merge_group',
  ref: 'refs/heads/gh-readonly-queue/main/pr-12-abc',
};

type Row = Partial<UploadFacts> & { readonly name: string; readonly is: string };
const rows: readonly Row[] = [
  { name: 'the only activity', is: 'synchronize' },
  {
    name: 'not an unwired label',
    activities: [known('synchronize'), known('labeled', { isWired: false, at: 12_000 })],
    is: 'synchronize',
  },
  {
    name: 'the push, where nothing is wired',
    activities: [known('synchronize', { isWired: false }), known('labeled', { isWired: false, at: 12_000 })],
    is: 'synchronize',
  },
  {
    name: 'the wired label, where the push is not',
    activities: [known('synchronize', { isWired: false }), known('labeled')],
    is: 'labeled',
  },
  { name: 'not a label whose push is late', activities: [known('labeled')], is: `wait ${deliveryWaitMs}` },
  {
    name: 'a push that GitHub tells of',
    activities: [known('labeled')],
    ...read,
    is: 'record pull_request.synchronize',
  },
  {
    name: 'never the merge',
    activities: [known('synchronize'), known('merged')],
    pull: mergedPull,
    is: 'synchronize',
  },
  {
    name: 'several: reads the run',
    activities: [known('opened'), known('labeled', { at: 30_000 })],
    is: 'needs run',
  },
  {
    name: 'several: the newest before the run',
    activities: [known('opened'), known('labeled', { at: 30_000 })],
    run: began(31_000),
    is: 'labeled',
  },
  {
    name: 'several: not one after the run',
    activities: [known('opened'), known('labeled', { at: 30_000 })],
    run: began(12_000),
    is: 'opened',
  },
  {
    name: 'several at once: by run, first',
    activities: [known('opened'), known('labeled', { at: 11_000 })],
    run: began(11_000),
    rivalRunIds: ['100', '101'],
    is: 'opened',
  },
  {
    name: 'several at once: by run, second',
    activities: [known('opened'), known('labeled', { at: 11_000 })],
    run: began(11_000),
    rivalRunIds: ['99', '100'],
    is: 'labeled',
  },
  {
    name: 'the same file again',
    activities: [known('synchronize', { uploadedBy: ['affected.yaml'] })],
    is: 'synchronize again',
  },
  {
    name: 'another file',
    activities: [known('synchronize', { uploadedBy: ['other.yaml'] })],
    is: 'synchronize',
  },
  { name: 'no delivery yet', activities: [], pull: undefined, ageMs: 10_000, is: 'wait 20000' },
  { name: 'no delivery: reads the PR', activities: [], pull: undefined, ...late, is: 'needs pull' },
  { name: 'no such PR', activities: [], pull: undefined, ...read, is: 'foreign unknown_commit' },
  { name: 'an old head', pull: { ...open, headSha: 'b' }, ...read, is: 'foreign old_head' },
  { name: 'an old head, maybe', pull: { ...open, headSha: 'b' }, is: `wait ${deliveryWaitMs}` },
  {
    name: 'merged',
    run: began(50_000),
    upload: afterMerge,
    pull: mergedPull,
    activities: [known('synchronize'), known('merged')],
    is: 'merged',
  },
  {
    name: 'merged, by the unqualified ref',
    run: began(50_000),
    upload: { ...afterMerge, ref: 'main' },
    pull: mergedPull,
    activities: [known('merged')],
    is: 'merged',
  },
  {
    name: 'merged, no delivery yet',
    run: began(50_000),
    upload: afterMerge,
    pull: open,
    is: `wait ${deliveryWaitMs}`,
  },
  {
    name: 'merged, GitHub knows',
    run: began(50_000),
    upload: afterMerge,
    pull: mergedPull,
    ...read,
    is: 'record pull_request.merged',
  },
  {
    name: 'merged by ref alone',
    run: began(50_000),
    upload: afterMerge,
    pull: open,
    activities: [known('merged')],
    ...read,
    is: 'foreign not_merged',
  },
  {
    name: 'another branch',
    upload: { ...claims, ref: 'refs/heads/other' },
    pull: mergedPull,
    is: 'foreign unknown_commit',
  },
  { name: 'target, open', upload: target, run: began(10_000), is: 'synchronize' },
  { name: 'target: which pull request is known from the run alone', upload: target, is: 'needs run' },
  { name: 'merged: likewise', upload: afterMerge, pull: mergedPull, is: 'needs run' },
  {
    name: 'target, of a run that is not shown yet',
    upload: target,
    run: 'missing',
    is: `wait ${deliveryWaitMs}`,
  },
  { name: 'target, of an unknown run', upload: target, run: 'missing', ...late, is: 'foreign unknown_run' },
  {
    name: 'merged, of an unknown run',
    upload: afterMerge,
    pull: mergedPull,
    run: 'missing',
    ...late,
    is: 'foreign unknown_run',
  },
  {
    name: 'several, of an unknown run',
    activities: [known('opened'), known('labeled')],
    run: 'missing',
    ...late,
    is: 'foreign unknown_run',
  },
  { name: 'target, merged: reads the run', upload: target, pull: mergedPull, is: 'needs run' },
  {
    name: 'target, after the merge',
    upload: target,
    pull: mergedPull,
    run: began(50_000),
    activities: [known('synchronize'), known('merged')],
    is: 'merged',
  },
  {
    name: 'target, before the merge',
    upload: target,
    pull: mergedPull,
    run: began(49_999),
    activities: [known('synchronize'), known('merged')],
    is: 'synchronize',
  },
  { name: 'a group', upload: queue, activities: [group], is: 'checks_requested' },
  { name: 'a group, no delivery yet', upload: queue, activities: [], is: `wait ${deliveryWaitMs}` },
  {
    name: 'a group, no delivery',
    upload: queue,
    activities: [],
    ...late,
    is: 'record merge_group.checks_requested',
  },
  {
    name: 'a group, by the run of another',
    upload: { ...queue, sha: 'b'.repeat(40) },
    activities: [group],
    is: 'foreign unknown_commit',
  },
  {
    name: 'a push of the commit of a group that is gone',
    upload: { ...claims, eventName: 'push', ref: 'refs/heads/main' },
    activities: [group],
    isGroupGone: true,
    ...late,
    is: 'foreign unknown_commit',
  },
  {
    name: 'a push of the commit of a group',
    upload: { ...claims, eventName: 'push', ref: 'refs/heads/main' },
    activities: [group],
    is: 'checks_requested',
  },
  {
    name: 'a group that is gone',
    upload: queue,
    activities: [group],
    isGroupGone: true,
    is: 'foreign group_destroyed',
  },
  { name: 'a push to a known head', upload: { ...claims, eventName: 'push' }, is: 'synchronize' },
  {
    name: 'a push to an unknown commit',
    upload: { ...claims, eventName: 'push' },
    activities: [],
    ...late,
    is: 'foreign unknown_commit',
  },
  {
    name: 'a push of what several have',
    upload: { ...claims, eventName: 'push' },
    activities: [],
    isAmbiguous: true,
    is: 'foreign ambiguous_commit',
  },
  { name: 'no event', upload: { ...claims, eventName: '' }, activities: [], is: `wait ${deliveryWaitMs}` },
];

test.each(rows)('an upload: $name', ({ name: _, is, ...facts }) => {
  const decision = decideUpload({ ...base, ...facts });
  const said = (() => {
    switch (decision.status) {
      case 'matched':
        return `${decision.activityId}${decision.replaces ? ' again' : ''}`;
      case 'record':
        return `record ${decision.activity.event}.${decision.activity.activity}`;
      case 'needs':
        return `needs ${decision.read}`;
      case 'wait':
        return `wait ${decision.ms}`;
      case 'foreign':
        return `foreign ${decision.reason satisfies ForeignReason}`;
    }
  })();
  expect(said).toBe(is);
});

test('uploads of the runs of simultaneous activities go to one each', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: activitySlackMs }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(times, (at) => {
      const activities = at.map((time, index) =>
        known(index === 0 ? 'opened' : `labeled_${index}`, { at: time }),
      );
      const runIds = at.map((_, index) => String(98 + index));
      const taken = runIds.map((runId) =>
        decideUpload({
          ...base,
          activities,
          upload: { ...claims, runId },
          run: began(2_500),
          rivalRunIds: runIds,
        }),
      );
      expect(new Set(taken.map((one) => one.status === 'matched' && one.activityId)).size).toBe(at.length);
    }),
  );
});

test.each([
  { ref: 'refs/pull/12/merge', number: 12 },
  { ref: 'refs/pull/12/head', number: undefined },
  { ref: 'refs/pull/0/merge', number: undefined },
  { ref: 'refs/heads/refs/pull/12/merge', number: undefined },
])('$ref is of pull request $number', ({ ref, number }) => {
  expect(readMergeRef(ref)).toBe(number);
});
