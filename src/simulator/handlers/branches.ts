/** Branches, whether they are protected, and the rules that apply to them. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json } from '../api/responses.ts';
import { commitPlaceOf } from '../api/write-access.ts';
import { readCommit } from '../git/commits.ts';
import { findProtection, findRulesets, isProtected } from '../protection/find-rules.ts';
import { showCommit } from '../shapes/commit.ts';
import type { RuleType } from '../world/branch-rules.ts';
import { fullNameOf, type Repository } from '../world/world.ts';

const getPage = '/branches/branches#get-a-branch';
const listPage = '/branches/branches#list-branches';

/** `enabled` and the status checks of classic rules only: the rest needs `administration`. Rulesets are not included. */
function showProtection(repository: Repository, branch: string, url: string) {
  const enabled = findProtection(repository, branch) !== undefined;
  return {
    protected: isProtected(repository, branch),
    protection: {
      enabled,
      required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
    },
    protection_url: `${url}/branches/${encodeURIComponent(branch)}/protection`,
  };
}

async function list(api: OperationRequest): Promise<SimulatorResponse> {
  const access = findRepositoryFor(api, { permission: 'contents', level: 'read', page: listPage });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const url = repositoryUrl(api, repository);
  const wanted = api.query.get('protected');
  const branches = (await repository.git.listBranches()).filter(
    ({ name }) => wanted === null || isProtected(repository, name) === (wanted === 'true'),
  );
  const page = cutPage(branches, api.query, `${url}/branches`);
  const shown = page.items.map(({ name, oid }) => ({
    name,
    commit: { sha: oid, url: `${url}/commits/${oid}` },
    ...showProtection(repository, name, url),
  }));
  return json(200, shown, page.headers);
}

async function get(api: OperationRequest): Promise<SimulatorResponse> {
  const access = findRepositoryFor(api, { permission: 'contents', level: 'read', page: getPage });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const name = api.param('path');
  const branch = (await repository.git.listBranches()).find((one) => one.name === name);
  const commit = branch && (await readCommit(repository.git.objects, branch.oid));
  if (commit === undefined) return apiError(404, 'Branch not found', { page: getPage });
  const place = commitPlaceOf(api, access);
  return json(200, {
    name,
    commit: showCommit(place, commit),
    _links: {
      self: `${place.repositoryUrl}/branches/${name}`,
      html: `${place.htmlUrl}/tree/${name}`,
    },
    ...showProtection(repository, name, place.repositoryUrl),
  });
}

type ShownRule = components['schemas']['repository-rule-detailed'];

function showRule(type: RuleType) {
  if (type === 'update') return { type, parameters: { update_allows_fetch_and_merge: false } };
  if (type !== 'pull_request') return { type };
  return {
    type,
    parameters: {
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_approving_review_count: 0,
      required_review_thread_resolution: false,
    },
  };
}

function listRules(api: OperationRequest): SimulatorResponse {
  const page = '/repos/rules#get-rules-for-a-branch';
  const access = findRepositoryFor(api, { permission: 'metadata', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const branch = api.param('path');
  const rules = findRulesets(repository, `refs/heads/${branch}`).flatMap((ruleset) =>
    ruleset.rules.map((type): ShownRule => {
      const source = fullNameOf(api.world, repository);
      const origin = { ruleset_source_type: 'Repository', ruleset_source: source, ruleset_id: ruleset.id };
      // The API description is a union over `type`. TypeScript cannot tell which member the spread is.
      return { ...showRule(type), ...origin } as ShownRule;
    }),
  );
  const address = `${repositoryUrl(api, repository)}/rules/branches/${branch}`;
  const shown = cutPage(rules, api.query, address);
  return json(200, shown.items, shown.headers);
}

export const branchRoutes = [
  apiRoute({
    id: 'repos/list-branches',
    method: 'GET',
    path: '/repos/{owner}/{repo}/branches',
    caller: 'any',
    handle: list,
  }),
  apiRoute({
    id: 'repos/get-branch',
    method: 'GET',
    path: '/repos/{owner}/{repo}/branches/{path}',
    caller: 'any',
    handle: get,
  }),
  apiRoute({
    id: 'repos/get-branch-rules',
    method: 'GET',
    path: '/repos/{owner}/{repo}/rules/branches/{path}',
    caller: 'any',
    handle: listRules,
  }),
];
