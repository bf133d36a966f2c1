/** Lists workflow runs with GitHub's filters. */
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { cutPage } from '../api/pages.ts';
import { findRepositoryFor, repositoryUrl } from '../api/repository-access.ts';
import { json, notFound } from '../api/responses.ts';
import { headBranchOf, showRun } from '../shapes/workflow-run.ts';
import { whenRunsStarted } from '../workflows/trigger-runs.ts';
import { statusOf } from '../world/runs.ts';
import type { Repository, Run, World } from '../world/world.ts';
import { findWorkflow } from './find-workflow.ts';
import { showLatest } from './runs.ts';

/** Results of a list with one of GitHub's filters, over all pages. */
const maxFilteredRuns = 1000;
const filters = ['actor', 'branch', 'check_suite_id', 'created', 'event', 'head_sha', 'status'] as const;

/** A time, or a day, which begins at midnight. */
function readTime(text: string, end: boolean): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = Date.parse(isDay ? `${text}T00:00:00Z` : text);
  return isDay && end ? time + 24 * 60 * 60 * 1000 - 1 : time;
}

/** GitHub's search syntax for dates: `>=2026-01-01`, `2026-01-01..*`, `2026-01-01T10:00:00Z`. */
function fitsCreated(query: string, created: number): boolean {
  // GitHub's times have whole seconds.
  const time = Math.floor(created / 1000) * 1000;
  const range = /^(.+)\.\.(.+)$/.exec(query);
  if (range !== null) {
    const [, from = '*', to = '*'] = range;
    return (from === '*' || time >= readTime(from, false)) && (to === '*' || time <= readTime(to, true));
  }
  const [, operator = '', text = ''] = /^([<>]=?)?(.*)$/.exec(query) ?? [];
  if (operator === '>') return time > readTime(text, true);
  if (operator === '>=') return time >= readTime(text, false);
  if (operator === '<') return time < readTime(text, false);
  if (operator === '<=') return time <= readTime(text, true);
  return time >= readTime(text, false) && time <= readTime(text, true);
}

function fits(world: World, run: Run, query: URLSearchParams): boolean {
  const wanted = (name: (typeof filters)[number], actual: string | undefined) => {
    const value = query.get(name);
    return value === null || value === actual;
  };
  const status = query.get('status');
  const created = query.get('created');
  return (
    wanted('actor', world.accounts.get(run.actorId)?.login) &&
    wanted('branch', headBranchOf(run)) &&
    wanted('check_suite_id', String(run.id)) &&
    wanted('event', run.event) &&
    wanted('head_sha', run.headSha) &&
    // Both are named by the same filter.
    (status === null || status === statusOf(run) || status === run.conclusion) &&
    (created === null || fitsCreated(created, run.createdAt))
  );
}

function listVisible(world: World, repository: Repository): readonly Run[] {
  const now = world.clock.now();
  const latest = [...world.runs.values()].flatMap((attempts) => attempts.at(-1) ?? []);
  return latest
    .filter((run) => run.repositoryId === repository.id && (run.flow?.visibleAt ?? now) <= now)
    .sort((left, right) => right.createdAt - left.createdAt || right.id - left.id);
}

function answerList(
  api: OperationRequest,
  repository: Repository,
  list: { readonly runs: readonly Run[]; readonly address: string },
): SimulatorResponse {
  const { world, query } = api;
  const fitting = list.runs.filter((run) => fits(world, run, query));
  const isFiltered = filters.some((name) => query.has(name));
  const bounded = isFiltered ? fitting.slice(0, maxFilteredRuns) : fitting;
  const page = cutPage(bounded, query, list.address);
  const hidesPulls = query.get('exclude_pull_requests') === 'true';
  const workflow_runs = page.items.map((run) => {
    const shown = showLatest(world, repository, run) ?? showRun(world, repository, run);
    return hidesPulls ? { ...shown, pull_requests: [] } : shown;
  });
  return json(200, { total_count: fitting.length, workflow_runs }, page.headers);
}

async function listAll(api: OperationRequest): Promise<SimulatorResponse> {
  const page = '/actions/workflow-runs#list-workflow-runs-for-a-repository';
  const access = findRepositoryFor(api, { permission: 'actions', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  await whenRunsStarted(api.world);
  const address = `${repositoryUrl(api, repository)}/actions/runs`;
  return answerList(api, repository, { runs: listVisible(api.world, repository), address });
}

async function listOfWorkflow(api: OperationRequest): Promise<SimulatorResponse> {
  const page = '/actions/workflow-runs#list-workflow-runs-for-a-workflow';
  const access = findRepositoryFor(api, { permission: 'actions', level: 'read', page });
  if (access.status === 'refused') return access.response;
  const { repository } = access;
  const { world } = api;
  await whenRunsStarted(world);
  const workflow = await findWorkflow(world, repository, api.param('workflow_id'));
  if (workflow === undefined) return notFound(page);
  const runs = listVisible(world, repository).filter((run) => run.workflowFile === workflow.path);
  const address = `${repositoryUrl(api, repository)}/actions/workflows/${workflow.id}/runs`;
  return answerList(api, repository, { runs, address });
}

export const listRunRoutes = [
  apiRoute({
    id: 'actions/list-workflow-runs-for-repo',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/runs',
    caller: 'any',
    handle: listAll,
  }),
  apiRoute({
    id: 'actions/list-workflow-runs',
    method: 'GET',
    path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    caller: 'any',
    handle: listOfWorkflow,
  }),
];
