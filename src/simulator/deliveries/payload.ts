/** Renders the payload of an event for one App. */
import type { World } from '../world/world.ts';
import type { WorldEvent } from '../world/world-event.ts';
import { renderCheckRun, renderCheckSuite } from './check-payload.ts';
import type { PayloadPlace, RepositoryPlace } from './frame.ts';
import { renderInstallation, renderInstallationRepositories } from './installation-payload.ts';
import { renderMergeGroup } from './merge-group-payload.ts';
import { renderIssueComment, renderPullRequest, renderReview } from './pull-request-payload.ts';
import type { Recipient } from './recipients.ts';
import { renderRelease, renderRepository } from './repository-payload.ts';
import { renderDeploymentReview, renderWorkflowRun } from './run-payload.ts';

const ofRepository: Partial<Record<WorldEvent['event'], (place: RepositoryPlace) => object>> = {
  check_run: renderCheckRun,
  check_suite: renderCheckSuite,
  deployment_review: renderDeploymentReview,
  issue_comment: renderIssueComment,
  merge_group: renderMergeGroup,
  pull_request: renderPullRequest,
  pull_request_review: renderReview,
  release: renderRelease,
  repository: renderRepository,
  workflow_run: renderWorkflowRun,
};

const ofInstallation: Partial<Record<WorldEvent['event'], (place: PayloadPlace) => object>> = {
  installation: renderInstallation,
  installation_repositories: renderInstallationRepositories,
};

/** JSON, as the world is now. `undefined` for an event that the simulator does not deliver. */
export function renderPayload(world: World, event: WorldEvent, recipient: Recipient): string | undefined {
  const place = { world, event, recipient };
  const repository = world.repositories.get(event.repositoryId ?? 0);
  const payload =
    repository === undefined
      ? ofInstallation[event.event]?.(place)
      : ofRepository[event.event]?.({ ...place, repository });
  return payload === undefined ? undefined : JSON.stringify(payload);
}
