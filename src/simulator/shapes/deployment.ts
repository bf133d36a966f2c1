/** Environments, and the deployments that wait for them, as REST shows them. */
import type { components } from '@octokit/openapi-types';
import type { Team } from '../world/people.ts';
import type { DeploymentEnvironment } from '../world/workflows.ts';
import { type Account, fullNameOf, type Repository, type Run, type World } from '../world/world.ts';
import { showAccount } from './account.ts';
import { showTime } from './app.ts';
import { nodeIdOf } from './node-id.ts';

type Schemas = components['schemas'];

function showTeam(world: World, team: Team): Schemas['team'] {
  const organization = world.accounts.get(team.organizationId)?.login ?? '';
  const url = `${world.urls.api}/organizations/${team.organizationId}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeIdOf('Team', team.id),
    name: team.name,
    slug: team.slug,
    description: null,
    privacy: 'closed',
    permission: 'pull',
    url,
    html_url: `${world.urls.server}/orgs/${organization}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: team.organizationId,
    parent: null,
  };
}

/** The people and teams that can approve, as in `deployment_review` too. */
function showReviewers(
  world: World,
  { reviewers, reviewerTeams }: Pick<DeploymentEnvironment, 'reviewers' | 'reviewerTeams'>,
): Schemas['pending-deployment']['reviewers'] {
  const people = reviewers.flatMap((id) => world.accounts.get(id) ?? []);
  const teams = reviewerTeams.flatMap((id) => world.teams.get(id) ?? []);
  return [
    ...people.map((account) => ({ type: 'User' as const, reviewer: showAccount(world, account) })),
    ...teams.map((team) => ({ type: 'Team' as const, reviewer: showTeam(world, team) })),
  ];
}

export function showPendingDeployment(
  world: World,
  repository: Repository,
  pending: {
    readonly environment: DeploymentEnvironment;
    readonly since: number | undefined;
    readonly canApprove: boolean;
  },
): Schemas['pending-deployment'] {
  const { environment, since, canApprove } = pending;
  const name = fullNameOf(world, repository);
  const waits = environment.waitMs > 0;
  return {
    environment: {
      id: environment.id,
      node_id: nodeIdOf('Environment', environment.id),
      name: environment.name,
      url: `${world.urls.api}/repos/${name}/environments/${encodeURIComponent(environment.name)}`,
      html_url: `${world.urls.server}/${name}/deployments/activity_log?environments_filter=${encodeURIComponent(environment.name)}`,
    },
    wait_timer: environment.waitMs / 60_000,
    wait_timer_started_at: waits && since !== undefined ? showTime(since) : null,
    current_user_can_approve: canApprove,
    reviewers: showReviewers(world, environment),
  };
}

export function showDeployment(
  world: World,
  repository: Repository,
  deployment: { readonly environment: DeploymentEnvironment; readonly run: Run; readonly creator: Account },
): Schemas['deployment'] {
  const { environment, run, creator } = deployment;
  // A deployment of its own is not kept; the environment's id stands for it.
  const url = `${world.urls.api}/repos/${fullNameOf(world, repository)}`;
  const address = `${url}/deployments/${environment.id}`;
  return {
    url: address,
    id: environment.id,
    node_id: nodeIdOf('Deployment', environment.id),
    sha: run.sha,
    ref: run.ref,
    task: 'deploy',
    payload: {},
    original_environment: environment.name,
    environment: environment.name,
    description: null,
    creator: showAccount(world, creator),
    created_at: showTime(run.createdAt),
    updated_at: showTime(world.clock.now()),
    statuses_url: `${address}/statuses`,
    repository_url: url,
    transient_environment: false,
    production_environment: false,
    performed_via_github_app: null,
  };
}
