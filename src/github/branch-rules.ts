/** Reads the rules of a branch, and whether the App bypasses them. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

const pageSize = 100;
/** GitHub has at most 75 rulesets for a repository and 75 of its organization. */
const maxPages = 10;

export type BranchRule =
  | { readonly kind: 'restricted-paths'; readonly rulesetId: number; readonly paths: readonly string[] }
  | {
      readonly kind: 'pull-request';
      readonly rulesetId: number;
      readonly needsCodeOwners: boolean;
      readonly dismissesStaleReviews: boolean;
    };

/**
 * The active rules about paths and pull requests, also those of the organization. Classic branch protection is none of them.
 * Needs `metadata: read`. None if the plan of the account has no rulesets. Rejects with `GitHubFailure`.
 */
export async function readBranchRules(
  calls: ClientCalls,
  repository: RepositoryHandle,
  branch: string,
): Promise<BranchRule[]> {
  const rules: BranchRule[] = [];
  try {
    for (let page = 1; page <= maxPages; page += 1) {
      const { data } = await callRepository(calls, repository, (send, place) =>
        send('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
          ...place,
          branch,
          per_page: pageSize,
          page,
        }),
      );
      for (const rule of data) {
        const rulesetId = rule.ruleset_id;
        if (rulesetId === undefined) continue;
        if (rule.type === 'file_path_restriction') {
          rules.push({
            kind: 'restricted-paths',
            rulesetId,
            paths: rule.parameters?.restricted_file_paths ?? [],
          });
        } else if (rule.type === 'pull_request') {
          rules.push({
            kind: 'pull-request',
            rulesetId,
            needsCodeOwners: rule.parameters?.require_code_owner_review === true,
            dismissesStaleReviews: rule.parameters?.dismiss_stale_reviews_on_push === true,
          });
        }
      }
      if (data.length < pageSize) break;
    }
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'forbidden') return [];
    throw error;
  }
  return rules;
}

/** Whether the App, and so its tokens, may bypass the ruleset. `true` when GitHub does not say `never`. */
export async function readAppBypasses(
  calls: ClientCalls,
  repository: RepositoryHandle,
  rulesetId: number,
): Promise<boolean> {
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ...place, ruleset_id: rulesetId }),
  );
  return data.current_user_can_bypass !== 'never';
}
