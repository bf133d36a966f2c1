/** Decides whether a branch may move: protection, rulesets and the permission for workflow files. For REST, GraphQL and git. */
import { readCommit } from '../git/commits.ts';
import { isAtLeast } from '../world/access.ts';
import type { RuleType } from '../world/branch-rules.ts';
import type { SimulatedPermissions } from '../world/permissions.ts';
import type { Repository } from '../world/world.ts';
import { findProtection, findRulesets } from './find-rules.ts';
import { findRestrictedChanges } from './restricted-paths.ts';
import { findWorkflowChange } from './workflow-files.ts';

export interface RefUpdate {
  /** Full name. */
  readonly ref: string;
  /** `undefined`: it is made. */
  readonly before: string | undefined;
  /** `undefined`: it is deleted. Its objects are in the repository already. */
  readonly after: string | undefined;
  /** The new commit is not a descendant of the old one. */
  readonly forced: boolean;
  /** The caller's permissions in this repository. */
  readonly permissions: SimulatedPermissions;
  /** Slug of the calling App. `undefined` for a job's token. */
  readonly app: string | undefined;
  /** Whether the new commit carries a signature that GitHub verifies. */
  readonly isVerified: boolean;
}

export type RefViolation =
  /** A classic protection rule, in GitHub's words. */
  | { readonly kind: 'protection'; readonly message: string }
  /** Rulesets; each of their messages. */
  | { readonly kind: 'ruleset'; readonly messages: readonly string[] }
  | { readonly kind: 'workflow'; readonly message: string };

const pullRequestMessage = 'Changes must be made through a pull request.';
const queuedMessage =
  'A pull request for this branch has been added to a merge queue. Branches that are queued for merging cannot be updated. To modify this branch, dequeue the associated pull request.';
const queueMessage = 'Changes must be made through the merge queue';
const signatureMessage = 'Commits must have verified signatures.';

function decideByProtection(repository: Repository, update: RefUpdate): RefViolation | undefined {
  const rule = findProtection(repository, update.ref.slice('refs/heads/'.length));
  if (rule === undefined) return undefined;
  const refuse = (message: string): RefViolation => ({ kind: 'protection', message });
  if (update.after === undefined)
    return rule.allowsDeletions ? undefined : refuse('Cannot delete this branch');
  if (update.before === undefined) return undefined;
  if (update.forced && !rule.allowsForcePushes) return refuse('Cannot force-push to this branch');
  const app = update.app ?? '';
  if (rule.pushAllowances !== undefined && !rule.pushAllowances.includes(app)) {
    return refuse("You're not authorized to push to this branch.");
  }
  if (rule.requiresPullRequest && !rule.bypass.includes(app)) return refuse(pullRequestMessage);
  return rule.requiresSignatures && !update.isVerified ? refuse(signatureMessage) : undefined;
}

function isQueued({ mergeQueues, pullRequests, id }: Repository, branch: string): boolean {
  return [...mergeQueues.values()].some(({ entries }) =>
    entries.some(({ number }) => {
      const pull = pullRequests.get(number);
      return pull?.headRepositoryId === id && pull.headRef === branch;
    }),
  );
}

/** What a queue will merge cannot change, and its base branch changes by the queue alone. */
function decideByQueues(repository: Repository, { ref, before }: RefUpdate): RefViolation | undefined {
  const branch = ref.slice('refs/heads/'.length);
  if (isQueued(repository, branch)) return { kind: 'protection', message: queuedMessage };
  return before !== undefined && repository.mergeQueues.has(branch)
    ? { kind: 'protection', message: queueMessage }
    : undefined;
}

/** The rule types that this update would break, with GitHub's words for each. */
function brokenBy(update: RefUpdate): Partial<Record<RuleType, string | undefined>> {
  if (update.after === undefined) return { deletion: 'Cannot delete this branch' };
  const signed = { required_signatures: update.isVerified ? undefined : signatureMessage };
  if (update.before === undefined) {
    return { creation: 'Cannot create ref due to creations being restricted.', ...signed };
  }
  return {
    update: 'Cannot update this protected ref.',
    non_fast_forward: update.forced ? 'Cannot force-push to this branch' : undefined,
    pull_request: pullRequestMessage,
    ...signed,
  };
}

async function decideByRulesets(
  repository: Repository,
  update: RefUpdate,
): Promise<RefViolation | undefined> {
  const broken = brokenBy(update);
  const rulesets = findRulesets(repository, update.ref).filter(
    ({ bypass }) => update.app === undefined || !bypass.includes(update.app),
  );
  const restricted = rulesets.flatMap(({ restrictedPaths }) => restrictedPaths);
  const { before, after } = update;
  const changes =
    after === undefined || restricted.length === 0
      ? []
      : await findRestrictedChanges(repository.git, { before, after }, restricted);
  const messages = [
    ...rulesets.flatMap(({ rules }) => rules.flatMap((rule) => broken[rule] ?? [])),
    ...changes.map((path) => `File path is restricted: ${path}`),
  ];
  return messages.length === 0 ? undefined : { kind: 'ruleset', messages: [...new Set(messages)] };
}

function workflowMessage(path: string): string {
  return `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`;
}

async function decideByWorkflows(
  repository: Repository,
  update: RefUpdate,
): Promise<RefViolation | undefined> {
  if (update.after === undefined || isAtLeast(update.permissions['workflows'], 'write')) return undefined;
  const { git } = repository;
  const after = await readCommit(git.objects, update.after);
  if (after === undefined) return undefined;
  const before = update.before === undefined ? undefined : await readCommit(git.objects, update.before);
  const path = await findWorkflowChange(git, { base: before?.tree, tree: after.tree });
  return path === undefined ? undefined : { kind: 'workflow', message: workflowMessage(path) };
}

/** The first violation, or `undefined`. Tags are never protected here. */
export async function decideRefUpdate(
  repository: Repository,
  update: RefUpdate,
): Promise<RefViolation | undefined> {
  const isBranch = update.ref.startsWith('refs/heads/');
  const byRule = isBranch
    ? (decideByProtection(repository, update) ??
      decideByQueues(repository, update) ??
      (await decideByRulesets(repository, update)))
    : undefined;
  return byRule ?? decideByWorkflows(repository, update);
}
