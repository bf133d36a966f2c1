/** Why a push starts nothing, or not yet: a code for each sentence that people read. */
import type { SkipReason } from './node-states.ts';

export const quietReasons = [
  /** The upload is empty. */
  'nothing_affected',
  /** No workflow uploaded for this commit. */
  'no_upload',
  /** The workflow that uploads failed. */
  'upload_failed',
  /** Components are affected, and none has a workflow for the activity. */
  'nothing_wired',
  'all_disabled',
  /** The change only removes components. */
  'only_removals',
  /** A fork's workflows get no ID token. */
  'fork_without_token',
  /** A newer commit came first. */
  'superseded_early',
  /** An upload came for another commit. */
  'other_commit',
  /** A part of the upload never came. */
  'upload_incomplete',
  'held',
  'locked',
  /** The repository has no deployments in the configuration. */
  'not_enabled',
  'github_unreachable',
  /** A merge queue's group without an upload, though the pull request had something to start. */
  'group_without_upload',
  /** A merge without an upload, though something was to be applied. */
  'merged_without_upload',
  /** More components than a batch may have. */
  'too_large',
] as const;
export type QuietReason = (typeof quietReasons)[number];

/** What a reason names, as it was when the batch ended. Each is there where its reason needs it. */
export interface QuietDetails {
  /** The run that should have uploaded. */
  readonly failedRun?: { readonly file: string; readonly url: string } | undefined;
  /** The commit that an upload named instead. */
  readonly uploadedSha?: string | undefined;
  readonly parts?: { readonly received: number; readonly total: number } | undefined;
}

/** How many components of an upload start nothing, by their reason. */
export type SkipCounts = Readonly<Partial<Record<SkipReason, number>>>;

/** Why a whole upload starts nothing; `undefined`: something is wired. `affected`: how many components it has. */
export function reasonForNothing(affected: number, skips: SkipCounts): QuietReason | undefined {
  const skipped = Object.values(skips).reduce((sum, count) => sum + count, 0);
  if (affected === 0) return 'nothing_affected';
  if (skipped < affected) return undefined;
  const deleted = skips.deleted ?? 0;
  if (deleted === affected) return 'only_removals';
  return deleted + (skips.disabled ?? 0) === affected ? 'all_disabled' : 'nothing_wired';
}
