/** Windows on the world for a program that checks it: check runs, comments and merge queues, with the world's time. */
import { stateOfCheck } from '../world/checks.ts';
import { fullNameOf, type Repository, type World } from '../world/world.ts';

const timeOf = (milliseconds: number | undefined) =>
  milliseconds === undefined ? null : new Date(milliseconds).toISOString();

/** Of one repository if it is named. */
function repositoriesOf(world: World, name: string | null): Repository[] {
  return [...world.repositories.values()].filter((one) => name === null || fullNameOf(world, one) === name);
}

/** Every run ever made, also those that a newer one of the same name hides. */
export function showChecks(world: World, name: string | null): object {
  const now = world.clock.now();
  const checks = repositoriesOf(world, name).flatMap((repository) =>
    repository.checkRuns.map((run) => {
      const { status, conclusion, completedAt } = stateOfCheck(run, now);
      const { id, suiteId, headSha, externalId, detailsUrl, output, annotations, actions } = run;
      return {
        ...{
          id,
          repository: fullNameOf(world, repository),
          suite: suiteId,
          name: run.name,
          head_sha: headSha,
        },
        ...{ app: world.apps.get(run.appId)?.slug, external_id: externalId, details_url: detailsUrl ?? null },
        ...{ status, conclusion: conclusion ?? null, output: output ?? null, annotations, actions },
        created_at: timeOf(run.createdAt),
        updated_at: timeOf(run.updatedAt),
        completed_at: timeOf(completedAt),
      };
    }),
  );
  return { now: timeOf(now), checks };
}

export function showComments(world: World, name: string | null): object {
  const comments = repositoriesOf(world, name).flatMap((repository) =>
    repository.comments.map(({ id, subject, body, authorId, createdAt, updatedAt }) => ({
      ...{ id, repository: fullNameOf(world, repository), number: subject, body },
      author: world.accounts.get(authorId)?.login ?? null,
      created_at: timeOf(createdAt),
      updated_at: timeOf(updatedAt),
    })),
  );
  return { now: timeOf(world.clock.now()), comments };
}

/** Pull requests that wait in merge queues, the next first, with the groups that are tested. */
export function showQueues(world: World, name: string | null): object {
  const queues = repositoriesOf(world, name).flatMap((repository) =>
    [...repository.mergeQueues.values()].map(({ branch, entries }) => ({
      repository: fullNameOf(world, repository),
      branch,
      entries: entries.map(({ number, headSha, enqueuedAt, group, commit }) => ({
        ...{ number, head_sha: headSha, enqueued_at: timeOf(enqueuedAt) },
        commit: commit && { base_sha: commit.baseSha, head_sha: commit.headSha },
        group: group && {
          ...{ ref: group.ref, base_sha: group.baseSha, head_sha: group.headSha },
          expires_at: timeOf(group.expiresAt),
        },
      })),
    })),
  );
  return { now: timeOf(world.clock.now()), queues };
}
