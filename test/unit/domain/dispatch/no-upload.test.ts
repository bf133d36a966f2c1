/** What becomes of a batch without an upload, and of an upload that starts nothing. */
import { describe, expect, test } from '@jest/globals';
import type { Activity } from '../../../../src/domain/dispatch/activities.ts';
import {
  decideWaiting,
  type UploadingWorkflow,
  uploadGraceMs,
  type WaitingFacts,
  workflowStartMs,
} from '../../../../src/domain/dispatch/no-upload.ts';
import { reasonForNothing, type SkipCounts } from '../../../../src/domain/dispatch/quiet-reason.ts';

describe('no upload', () => {
  const synchronize: Activity = { event: 'pull_request', activity: 'synchronize' };
  const merged: Activity = { event: 'pull_request', activity: 'merged' };
  const checks: Activity = { event: 'merge_group', activity: 'checks_requested' };
  const rules = { timeoutMs: 1_800_000, forks: 'neutral' } as const;
  const facts: WaitingFacts = {
    activity: synchronize,
    isFork: false,
    elapsedMs: 400_000,
    uploaders: [],
    hadWired: true,
  };
  const ended = (
    end: 'success' | 'failure' | 'skipped' | 'cancelled',
    endedMsAgo: number = uploadGraceMs,
  ): UploadingWorkflow => ({
    file: 'affected.yaml',
    run: { end, endedMsAgo, url: 'https://github.com/r/1' },
  });
  const none: UploadingWorkflow = { file: 'affected.yaml', run: 'none' };
  const running: UploadingWorkflow = { file: 'other.yaml', run: 'open' };
  interface WaitingRow {
    readonly name: string;
    readonly more: Partial<WaitingFacts>;
    readonly is: string;
  }
  const waiting: readonly WaitingRow[] = [
    { name: 'no known uploader', more: {}, is: 'wait' },
    { name: 'the deadline', more: { elapsedMs: rules.timeoutMs }, is: 'neutral no_upload' },
    {
      name: 'the deadline of a run',
      more: { elapsedMs: rules.timeoutMs, uploaders: [running] },
      is: 'neutral no_upload',
    },
    { name: 'a run', more: { uploaders: [ended('success'), running] }, is: 'wait' },
    { name: 'a run that just ended', more: { uploaders: [ended('success', uploadGraceMs - 1)] }, is: 'wait' },
    { name: 'a run that ended', more: { uploaders: [ended('success')] }, is: 'neutral no_upload' },
    { name: 'a run that was skipped', more: { uploaders: [ended('skipped')] }, is: 'neutral no_upload' },
    { name: 'a run that failed', more: { uploaders: [ended('failure')] }, is: 'failure upload_failed' },
    {
      name: 'a run that was cancelled',
      more: { uploaders: [ended('cancelled')] },
      is: 'failure upload_failed',
    },
    { name: 'no run yet', more: { uploaders: [none], elapsedMs: workflowStartMs - 1 }, is: 'wait' },
    { name: 'no run', more: { uploaders: [none], elapsedMs: workflowStartMs }, is: 'neutral no_upload' },
    { name: 'a queue', more: { activity: checks, uploaders: [none] }, is: 'failure group_without_upload' },
    {
      name: 'a queue with nothing wired',
      more: { activity: checks, uploaders: [none], hadWired: false },
      is: 'neutral no_upload',
    },
    { name: 'a merge', more: { activity: merged, uploaders: [none] }, is: 'failure merged_without_upload' },
    {
      name: 'a merge with nothing wired',
      more: { activity: merged, uploaders: [none], hadWired: false },
      is: 'neutral no_upload',
    },
    {
      name: 'a merge whose run failed',
      more: { activity: merged, uploaders: [ended('failure')] },
      is: 'failure upload_failed',
    },
    {
      name: 'a part of an upload',
      more: { uploaders: [none], parts: { received: 1, total: 2 } },
      is: 'failure upload_incomplete',
    },
    {
      name: 'a part of an upload of a run that failed',
      more: { uploaders: [ended('failure')], parts: { received: 1, total: 2 } },
      is: 'failure upload_failed',
    },
    {
      name: 'an upload for another commit',
      more: { uploaders: [none], hadWired: false, uploadedSha: 'b' },
      is: 'neutral other_commit',
    },
    {
      name: 'an upload for another commit, in a queue',
      more: { activity: checks, uploaders: [none], uploadedSha: 'b' },
      is: 'failure other_commit',
    },
    {
      name: 'an upload for another commit, after a merge',
      more: { activity: merged, uploaders: [none], uploadedSha: 'b' },
      is: 'failure merged_without_upload',
    },
    { name: 'a fork', more: { isFork: true, elapsedMs: 0 }, is: 'neutral fork_without_token' },
    {
      name: 'a merged fork',
      more: { isFork: true, activity: merged, uploaders: [none] },
      is: 'failure merged_without_upload',
    },
  ];
  test.each(waiting)('$name: $is', ({ more, is }) => {
    const decision = decideWaiting({ ...facts, ...more }, rules);
    expect(decision.status === 'wait' ? 'wait' : `${decision.conclusion} ${decision.reason}`).toBe(is);
  });

  test('of a fork may fail, and a failed run is named', () => {
    expect(decideWaiting({ ...facts, isFork: true }, { ...rules, forks: 'failure' })).toMatchObject({
      conclusion: 'failure',
    });
    expect(decideWaiting({ ...facts, uploaders: [ended('failure')] }, rules)).toMatchObject({
      details: { failedRun: { file: 'affected.yaml', url: 'https://github.com/r/1' } },
    });
  });
});

const skipped: readonly {
  readonly affected: number;
  readonly skips: SkipCounts;
  readonly reason: string | undefined;
}[] = [
  { affected: 0, skips: {}, reason: 'nothing_affected' },
  { affected: 3, skips: { not_wired: 2 }, reason: undefined },
  { affected: 3, skips: { not_wired: 1, disabled: 2 }, reason: 'nothing_wired' },
  { affected: 3, skips: { disabled: 2, deleted: 1 }, reason: 'all_disabled' },
  { affected: 3, skips: { deleted: 3 }, reason: 'only_removals' },
  { affected: 1, skips: { runs_on_published: 1 }, reason: 'nothing_wired' },
];
test.each(skipped)('$skips of $affected: $reason', ({ affected, skips, reason }) => {
  expect(reasonForNothing(affected, skips)).toBe(reason);
});
