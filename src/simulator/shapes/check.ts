/** Check runs and suites as REST and webhooks show them. */
import type { components } from '@octokit/openapi-types';
import { runsOfSuite } from '../world/check-suites.ts';
import { type CheckRun, type CheckSuite, stateOfCheck, stateOfSuite } from '../world/checks.ts';
import { headShaOf } from '../world/heads.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';
import { showApp, showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';
import { showMinimalRepository } from './repository.ts';

type Schemas = components['schemas'];

function urlOf(world: World, repository: Repository): string {
  return `${world.urls.api}/repos/${fullNameOf(world, repository)}`;
}

/** The open ones from this repository whose head is the commit. */
function showPulls(world: World, repository: Repository, headSha: string): Schemas['pull-request-minimal'][] {
  const url = urlOf(world, repository);
  const repo = { id: repository.id, url, name: repository.name };
  return [...repository.pullRequests.values()]
    .filter((pull) => {
      const isOwn = pull.headRepositoryId === repository.id && pull.state === 'open';
      return isOwn && headShaOf(world, pull) === headSha;
    })
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      url: `${url}/pulls/${pull.number}`,
      head: { ref: pull.headRef, sha: headSha, repo },
      base: {
        ref: pull.baseRef,
        sha: repository.git.readRef(`refs/heads/${pull.baseRef}`) ?? headSha,
        repo,
      },
    }));
}

function showAppOf(world: World, appId: number) {
  const app = world.apps.get(appId);
  return app === undefined ? null : showApp(world, app);
}

export function showCheckRun(world: World, repository: Repository, run: CheckRun): Schemas['check-run'] {
  const { status, conclusion, completedAt } = stateOfCheck(run, world.clock.now());
  const url = `${urlOf(world, repository)}/check-runs/${run.id}`;
  const page = `${world.urls.server}/${fullNameOf(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeIdOf('CheckRun', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? `${world.urls.server}/apps`,
    status,
    // GitHub's description of a run forgets `stale`, which that of a suite has.
    conclusion: (conclusion ?? null) as Schemas['check-run']['conclusion'],
    started_at: showTime(run.startedAt),
    completed_at: completedAt === undefined ? null : showTime(completedAt),
    output: {
      title: run.output?.title ?? null,
      summary: run.output?.summary ?? null,
      text: run.output?.text ?? null,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: showAppOf(world, run.appId),
    pull_requests: showPulls(world, repository, run.headSha),
  };
}

interface ShownSuite {
  readonly suite: CheckSuite;
  /** A payload knows only its id. */
  readonly headCommit?: Omit<Schemas['simple-commit'], 'id'> | undefined;
}

export function showCheckSuite(
  world: World,
  repository: Repository,
  { suite, headCommit }: ShownSuite,
): Schemas['check-suite'] {
  const runs = runsOfSuite(repository, suite);
  const { status, conclusion } = stateOfSuite(suite, runs, world.clock.now());
  const url = `${urlOf(world, repository)}/check-suites/${suite.id}`;
  const unread = {
    tree_id: '',
    message: '',
    timestamp: showTime(suite.createdAt),
    author: null,
    committer: null,
  };
  return {
    id: suite.id,
    node_id: nodeIdOf('CheckSuite', suite.id),
    head_branch: suite.headBranch ?? null,
    head_sha: suite.headSha,
    status,
    conclusion: conclusion ?? null,
    url,
    before: suite.before ?? null,
    after: suite.headSha,
    pull_requests: showPulls(world, repository, suite.headSha),
    app: showAppOf(world, suite.appId),
    repository: showMinimalRepository(world, repository),
    created_at: showTime(suite.createdAt),
    updated_at: showTime(suite.updatedAt),
    head_commit: { id: suite.headSha, ...(headCommit ?? unread) },
    latest_check_runs_count: new Set(runs.map(({ name }) => name)).size,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}
