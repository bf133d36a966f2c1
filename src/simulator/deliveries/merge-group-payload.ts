/** The payload of `merge_group`, which names no pull request. */
import { type Payloads, type RepositoryPlace, showFrame } from './frame.ts';

export function renderMergeGroup(place: RepositoryPlace): object {
  const { action, reason, ref = '', baseRef = '', before = '', after = '', headCommit } = place.event;
  const group = { head_sha: after, head_ref: ref, base_sha: before, base_ref: baseRef };
  if (headCommit === undefined) throw new Error(`Event ${place.event.number} is about no commit.`);
  const merge_group = { ...group, head_commit: headCommit } satisfies Payloads['merge-group'];
  const frame = showFrame(place) satisfies Omit<
    Payloads['webhook-merge-group-checks-requested'],
    'action' | 'merge_group'
  >;
  return { action, ...(reason === undefined ? {} : { reason }), merge_group, ...frame };
}
