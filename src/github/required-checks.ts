/** Reads which checks and reviews a branch requires before a pull request is merged into it, and whether it has a merge queue. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { pageSize } from './pages.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

interface RequiredCheck {
  readonly name: string;
  /** Id of the only App whose check counts; `undefined`: any check of the name does. */
  readonly appId: number | undefined;
}

/** What a rule about pull requests requires of their reviews. */
interface ReviewRule {
  readonly approvals: number;
  /** An App is not a code owner. */
  readonly needsCodeOwners: boolean;
  readonly dismissesStale: boolean;
}

export interface MergeRules {
  readonly checks: readonly RequiredCheck[];
  /** By a ruleset: GitHub shows the queue of a classic rule to administrators only. */
  readonly hasQueue: boolean;
  /** By rulesets: GitHub shows those of a classic rule to administrators only. */
  readonly reviews: readonly ReviewRule[];
}

/** None if the plan of the account has no rulesets. */
async function readRulesets(
  calls: ClientCalls,
  repository: RepositoryHandle,
  branch: string,
): Promise<MergeRules> {
  try {
    const { data } = await callRepository(calls, repository, (send, place) =>
      send('GET /repos/{owner}/{repo}/rules/branches/{branch}', { ...place, branch, per_page: pageSize }),
    );
    const checks = data.flatMap((rule) =>
      rule.type === 'required_status_checks'
        ? (rule.parameters?.required_status_checks ?? []).map(({ context, integration_id: appId }) => ({
            name: context,
            appId,
          }))
        : [],
    );
    const reviews = data.flatMap((rule) =>
      rule.type === 'pull_request'
        ? [
            {
              approvals: rule.parameters?.required_approving_review_count ?? 0,
              needsCodeOwners: rule.parameters?.require_code_owner_review === true,
              dismissesStale: rule.parameters?.dismiss_stale_reviews_on_push === true,
            },
          ]
        : [],
    );
    return { checks, hasQueue: data.some(({ type }) => type === 'merge_queue'), reviews };
  } catch (error) {
    if (error instanceof GitHubFailure && error.kind === 'forbidden')
      return { checks: [], hasQueue: false, reviews: [] };
    throw error;
  }
}

/** Of rulesets and of classic branch protection. Needs `contents: read`. Rejects with `GitHubFailure`. */
export async function readMergeRules(
  calls: ClientCalls,
  repository: RepositoryHandle,
  branch: string,
): Promise<MergeRules> {
  const { checks, ...others } = await readRulesets(calls, repository, branch);
  const { data } = await callRepository(calls, repository, (send, place) =>
    send('GET /repos/{owner}/{repo}/branches/{branch}', { ...place, branch }),
  );
  const classic = data.protection.required_status_checks?.checks ?? [];
  return {
    checks: [
      ...checks,
      ...classic.map(({ context, app_id: appId }) => ({ name: context, appId: appId ?? undefined })),
    ],
    ...others,
  };
}
