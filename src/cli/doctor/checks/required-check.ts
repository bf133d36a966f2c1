/** Checks that the default branch waits for the check of deployments, that groups of its merge queue are uploaded, and that people review too. */
import { readTriggers } from '../../../domain/dispatch/read-workflow.ts';
import type { ClientCalls } from '../../../github/client.ts';
import type { RepositoryHandle } from '../../../github/repository-calls.ts';
import { type MergeRules, readMergeRules } from '../../../github/required-checks.ts';
import { readWorkflowContent } from '../../../github/workflow-files.ts';
import type { DeploymentsConfig } from '../../../server/config/config.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';

/** Most files that are read. */
const maxUploaders = 10;

export interface RequiredCheckQuestion {
  readonly deployments: DeploymentsConfig;
  readonly handle: RepositoryHandle;
  /** The default branch, without `refs/heads/`. */
  readonly branch: string;
  /** Of this server. */
  readonly appId: number;
  /** Files of workflows that upload affected stacks of pull requests. */
  readonly uploaders: readonly string[];
}

function judgeChecks(
  { checks, hasQueue }: MergeRules,
  { deployments: { checkName }, handle, branch, appId }: RequiredCheckQuestion,
): DoctorResult {
  const place = `${handle.name}: the branch ${branch}`;
  const named = checks.filter(({ name }) => name === checkName);
  if (named.length === 0 && hasQueue)
    return fail(
      'queue-not-checked',
      `${place} has a merge queue and does not require the check "${checkName}".`,
    );
  if (named.length === 0)
    return warn('check-not-required', `${place} does not require the check "${checkName}".`);
  const foreign = named.find((one) => one.appId !== undefined && one.appId !== appId);
  if (foreign !== undefined) {
    const message = `${place} requires the check "${checkName}" of the App ${foreign.appId}, expected ${appId}.`;
    return fail('check-other-app', message);
  }
  if (named.every((one) => one.appId === undefined))
    return warn('check-any-app', `${place} accepts the check "${checkName}" from every App and workflow.`);
  return pass(`${place} requires the check "${checkName}" of this App.`);
}

/** Nothing while no workflow has uploaded: which one does is not known before. */
async function checkQueue(
  { hasQueue }: MergeRules,
  { handle, branch, uploaders }: RequiredCheckQuestion,
  calls: ClientCalls,
): Promise<DoctorResult[]> {
  if (!hasQueue || uploaders.length === 0) return [];
  const files = uploaders.slice(0, maxUploaders);
  for (const file of files) {
    const content = await readWorkflowContent(calls, handle, { file, branch });
    const text = content.status === 'read' ? (content.text ?? '') : '';
    if (readTriggers(text)?.events.includes('merge_group') === true) return [];
  }
  const message = `${handle.name}: the branch ${branch} has a merge queue, and no workflow that uploads (${files.join(', ')}) has the trigger merge_group.`;
  return [fail('queue-not-uploaded', message)];
}

/** Of approvals by the App: several rules are in force together. */
function judgeReviews(
  { reviews }: MergeRules,
  { deployments: { autoReview }, handle, branch }: RequiredCheckQuestion,
): DoctorResult[] {
  const approvals = Math.max(0, ...reviews.map((rule) => rule.approvals));
  if (autoReview === 'off' || approvals === 0) return [];
  const place = `${handle.name}: auto_review is ${autoReview}, and the branch ${branch}`;
  const needsPeople = approvals > 1 || reviews.some(({ needsCodeOwners }) => needsCodeOwners);
  return [
    ...(needsPeople
      ? []
      : [warn('review-of-app-only', `${place} requires one approval, which can be that of the App alone.`)]),
    ...(reviews.some(({ dismissesStale }) => dismissesStale)
      ? []
      : [warn('review-may-be-stale', `${place} counts approvals of earlier commits.`)]),
  ];
}

/** Rejects with `GitHubFailure`. */
export async function checkRequiredCheck(
  question: RequiredCheckQuestion,
  calls: ClientCalls,
): Promise<DoctorResult[]> {
  const rules = await readMergeRules(calls, question.handle, question.branch);
  return [
    judgeChecks(rules, question),
    ...judgeReviews(rules, question),
    ...(await checkQueue(rules, question, calls)),
  ];
}
