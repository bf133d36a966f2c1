/** Reads the rules of a branch, and whether the App bypasses them. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { pageSize, readAllPages } from './pages.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

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
  const list = { noun: `rules of the branch ${branch}`, maxPages };
  try {
    const listed = await readAllPages(list, async (page) => {
      const { data } = await callRepository(calls, repository, (send, place) =>
        send('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
          ...place,
          branch,
          per_page: pageSize,
          page,
        }),
      );
      return data;
    });
    return listed.flatMap((rule): BranchRule[] => {
      const rulesetId = rule.ruleset_id;
      if (rulesetId === undefined) return [];
      if (rule.type === 'file_path_restriction') {
        const paths = rule.parameters?.restricted_file_paths ?? [];
        return [{ kind: 'restricted-paths', rulesetId, paths }];
      }
      if (rule.type !== 'pull_request') return [];
      const needsCodeOwners = rule.parameters?.require_code_owner_review === true;
      const dismissesStaleReviews = rule.parameters?.dismiss_stale_reviews_on_push === true;
      return [{ kind: 'pull-request', rulesetId, needsCodeOwners, dismissesStaleReviews }];
    });
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'forbidden') return [];
    throw error;
  }
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
