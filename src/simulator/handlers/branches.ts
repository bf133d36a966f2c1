/** Branches, whether they are protected, and the rules that apply to them. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, repositoryUrl } from '../api/repository-access.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { commitPlaceOf } from '../api/write-access.ts';
import { readCommit } from '../git/commits.ts';
import { findProtection, findRulesets, isProtected, isPushRuleset } from '../protection/find-rules.ts';
import { showCommit } from '../shapes/commit.ts';
import { appOf } from '../world/actors.ts';
import type { Ruleset, RuleType } from '../world/branch-rules.ts';
import type { MergeQueue } from '../world/merge-queues.ts';
import { fullNameOf, type Repository } from '../world/world.ts';

const getPage = '/branches/branches#get-a-branch';
const minuteMs = 60_000;
const listPage = '/branches/branches#list-branches';

/** `enabled` and the status checks of classic rules only: the rest needs `administration`. Rulesets are not included. */
function showProtection(repository: Repository, branch: string, url: string) {
  const protection = findProtection(repository, branch);
  const contexts = [...(protection?.requiredChecks ?? [])];
  return {
    protected: isProtected(repository, branch),
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: contexts.length > 0 ? 'non_admins' : 'off',
        contexts,
        checks: contexts.map((context) => ({ context, app_id: null })),
      },
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

function showRule(type: RuleType, ruleset: Ruleset) {
  if (type === 'file_path_restriction') {
    return { type, parameters: { restricted_file_paths: [...ruleset.restrictedPaths] } };
  }
  if (type === 'update') return { type, parameters: { update_allows_fetch_and_merge: false } };
  if (type !== 'pull_request') return { type };
  return {
    type,
    parameters: {
      dismiss_stale_reviews_on_push: ruleset.dismissesStaleReviews,
      require_code_owner_review: ruleset.requiresCodeOwnerReview,
      require_last_push_approval: false,
      required_approving_review_count: ruleset.requiredApprovals,
      required_review_thread_resolution: false,
    },
  };
}

/** A merge queue is shown as a ruleset with the queue and the checks that it waits for. */
function showQueue(
  { requiredChecks, method, buildConcurrency, groupSize, timeoutMs }: MergeQueue,
  { world }: Pick<OperationRequest, 'world'>,
) {
  const apps = [...world.apps.values()];
  return [
    {
      type: 'merge_queue' as const,
      parameters: {
        check_response_timeout_minutes: Math.ceil(timeoutMs / minuteMs),
        grouping_strategy: 'ALLGREEN' as const,
        max_entries_to_build: buildConcurrency,
        max_entries_to_merge: Math.max(buildConcurrency, groupSize.max),
        merge_method: method === 'squash' ? ('SQUASH' as const) : ('MERGE' as const),
        min_entries_to_merge: groupSize.min,
        min_entries_to_merge_wait_minutes: groupSize.min === 1 ? 0 : groupSize.waitMs / minuteMs,
      },
    },
    {
      type: 'required_status_checks' as const,
      parameters: {
        required_status_checks: requiredChecks.map(({ name: context, app }) => ({
          context,
          integration_id: apps.find(({ slug }) => slug === app)?.id,
        })),
        strict_required_status_checks_policy: false,
      },
    },
  ];
}

function listRules(api: OperationRequest): SimulatorResponse {
  const page = '/repos/rules#get-rules-for-a-branch';
  const access = findRepositoryFor(api, { permission: 'metadata', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const branch = api.param('path');
  const rulesets = findRulesets(repository, `refs/heads/${branch}`).map((ruleset) => ({
    id: ruleset.id,
    shown: ruleset.rules.map((type): object => showRule(type, ruleset)),
  }));
  const queue = repository.mergeQueues.get(branch);
  const queued = queue === undefined ? [] : [{ id: queue.rulesetId, shown: showQueue(queue, api) }];
  const source = fullNameOf(api.world, repository);
  const rules = [...rulesets, ...queued].flatMap(({ id, shown }) => {
    const origin = { ruleset_source_type: 'Repository', ruleset_source: source, ruleset_id: id };
    // The API description is a union over `type`. TypeScript cannot tell which member the spread is.
    return shown.map((rule) => ({ ...rule, ...origin }) as ShownRule);
  });
  const address = `${repositoryUrl(api, repository)}/rules/branches/${branch}`;
  const shown = cutPage(rules, api.query, address);
  return json(200, shown.items, shown.headers);
}

function showQueueRuleset(api: OperationRequest, repository: Repository): SimulatorResponse | undefined {
  const id = api.param('ruleset_id');
  const queue = [...repository.mergeQueues.values()].find(({ rulesetId }) => String(rulesetId) === id);
  if (queue === undefined) return undefined;
  return json(200, {
    id: queue.rulesetId,
    name: `Merge queue of ${queue.branch}`,
    target: 'branch',
    source_type: 'Repository',
    source: fullNameOf(api.world, repository),
    enforcement: 'active',
    current_user_can_bypass: 'never',
    conditions: { ref_name: { include: [`refs/heads/${queue.branch}`], exclude: [] } },
    rules: showQueue(queue, api),
  });
}

/** `bypass_actors` needs `administration: write`; whether the caller itself bypasses the ruleset is told to every reader. */
function getRuleset(api: OperationRequest): SimulatorResponse {
  const page = '/repos/rules#get-a-repository-ruleset';
  const access = findRepositoryFor(api, { permission: 'metadata', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const ruleset = repository.rulesets.find(({ id }) => String(id) === api.param('ruleset_id'));
  if (ruleset === undefined) return showQueueRuleset(api, repository) ?? notFound(page);
  const token = api.caller.kind === 'token' ? api.caller.token : undefined;
  const slug = token && appOf(api.world, token)?.slug;
  const bypasses = slug !== undefined && ruleset.bypass.includes(slug);
  const isPush = isPushRuleset(ruleset);
  return json(200, {
    id: ruleset.id,
    name: ruleset.name,
    target: isPush ? 'push' : 'branch',
    source_type: 'Repository',
    source: fullNameOf(api.world, repository),
    enforcement: ruleset.enforcement,
    current_user_can_bypass: bypasses ? 'always' : 'never',
    conditions: isPush ? null : { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
    rules: ruleset.rules.map((type) => showRule(type, ruleset)),
  });
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
  apiRoute({
    id: 'repos/get-repo-ruleset',
    method: 'GET',
    path: '/repos/{owner}/{repo}/rulesets/{ruleset_id}',
    caller: 'any',
    handle: getRuleset,
  }),
];
