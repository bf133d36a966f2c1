/** Describes why a push started nothing, or not yet: one sentence for each reason. Markdown. */
import { maxBatchEdges, maxBatchNodes } from '../dispatch/limits.ts';
import type { QuietReason } from '../dispatch/quiet-reason.ts';
import type { QuietFacts } from './report.ts';
import { codeMarkup, describeTime, linkMarkup, shortSha } from './rows.ts';

const named = 3;

function listCodes(names: readonly string[]): string {
  const shown = names.slice(0, named).map(codeMarkup).join(', ');
  return names.length > named ? `${shown} and ${names.length - named} more` : shown;
}

type Sentence = (facts: QuietFacts) => string;

const sentences: Readonly<Record<QuietReason, Sentence>> = {
  nothing_affected: () => 'No stack is affected by this change.',
  no_upload: ({ uploaders = [] }) =>
    uploaders.length === 0
      ? 'No workflow uploaded affected stacks for this commit. To deploy, add a workflow that runs `atmos describe affected --upload`.'
      : `No workflow uploaded affected stacks for this commit. Usually ${listCodes(uploaders)} does: check its \`paths\` filters.`,
  upload_failed: ({ failedRun }) =>
    failedRun === undefined
      ? 'The workflow that finds affected stacks failed.'
      : `The workflow that finds affected stacks failed: ${linkMarkup(codeMarkup(failedRun.file), failedRun.url)}. Fix it and run it again.`,
  nothing_wired: ({ instances = [] }) =>
    `Stacks are affected, but no workflow is configured for this activity (${listCodes(instances)}). Add one under \`settings.pro\`.`,
  all_disabled: () => 'All affected components have `settings.pro.enabled: false`.',
  only_removals: () => 'This change only removes components. Their resources may still exist.',
  fork_without_token: () =>
    'Workflows of forks get no OIDC token, so the affected stacks are unknown. A user with write access can push the branch to this repository.',
  superseded_early: () => 'A newer commit was pushed before this one was planned.',
  other_commit: ({ expectedSha = '', uploadedSha = '' }) =>
    `The upload was for commit ${shortSha(uploadedSha)}, expected ${shortSha(expectedSha)}. Check out the head of the pull request in the workflow that uploads.`,
  upload_incomplete: ({ parts }) =>
    `The upload is incomplete${parts === undefined ? '' : `: ${parts.received} of ${parts.total} parts arrived`}. Run the workflow that uploads again.`,
  held: () => 'Dispatch is held until a user with write access releases it.',
  locked: () => 'All remaining components wait for a lock.',
  not_enabled: ({ repository }) =>
    `Deployments are not enabled for ${repository === undefined ? 'this repository' : codeMarkup(repository)}. Add \`deployments\` to its entry in the server configuration.`,
  github_unreachable: ({ since }) =>
    `GitHub cannot be reached${since === undefined ? '' : ` since ${describeTime(since)}`}. The server retries.`,
  group_without_upload: () =>
    'No workflow uploaded affected stacks for this merge group, although a pull request of the group has some. Use Atmos CLI 1.218.0 or later and add the trigger `merge_group` to the workflow that uploads.',
  merged_without_upload: () =>
    'No workflow uploaded affected stacks after the merge, so **nothing was applied**. A merge by `GITHUB_TOKEN` starts no workflow: merge as a user or an app.',
  too_large: ({ size }) =>
    size === undefined
      ? `More than ${maxBatchNodes} components are affected, or they have more than ${maxBatchEdges} dependencies. Split the change.`
      : `${size.components} components are affected, and the limit is ${size.limit}. Split the change.`,
};

export function describeQuiet(reason: QuietReason, facts: QuietFacts = {}): string {
  return sentences[reason](facts);
}

/** At most 80 characters, for the title of a check. Plain text. */
export const quietTitles: Readonly<Record<QuietReason, string>> = {
  nothing_affected: 'No affected stacks',
  no_upload: 'No affected stacks workflow detected',
  upload_failed: 'The workflow that finds affected stacks failed',
  nothing_wired: 'Affected stacks have no workflow for this activity',
  all_disabled: 'All affected components are disabled',
  only_removals: 'Only removed components',
  fork_without_token: 'No OIDC token for a fork',
  superseded_early: 'Replaced by a newer commit',
  other_commit: 'The upload was for another commit',
  upload_incomplete: 'The upload is incomplete',
  held: 'Held',
  locked: 'Waiting for a lock',
  not_enabled: 'Deployments are not enabled for this repository',
  github_unreachable: 'GitHub cannot be reached, retrying',
  group_without_upload: 'No upload for this merge group',
  merged_without_upload: 'Merged without an upload: nothing was applied',
  too_large: 'Too many affected components',
};
