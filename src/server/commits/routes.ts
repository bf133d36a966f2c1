/** `POST /git/commit`: who may commit, and how much of it is in memory at once. */
import type { FastifyInstance } from 'fastify';
import { type CommitRequest, commitRoute } from '../../api/routes/git-commit.ts';
import type { EntryDetails } from '../access/denial-entry.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { createBodyBudget, createBodyHook } from '../http/body-budget.ts';
import { describeCommitRun } from './audit.ts';
import { type CommitterPorts, createCommit } from './create-commit.ts';

/** Bodies in progress at once, in bytes: two of the largest. */
const bodyBudgetBytes = 2 * commitRoute.bodyLimit;
const busy: RequestRefusal = {
  httpStatus: 503,
  tag: 'Busy',
  message: 'The server is busy with other large commits. Nothing was decided; try again shortly.',
  retryAfterSeconds: 5,
};
/** Longest branch name that goes into the audit of a denial, in characters. */
const maxBranchLength = 256;

function describeAsked({ branch, changes }: CommitRequest): EntryDetails {
  return {
    branch: branch.slice(0, maxBranchLength),
    added: changes.additions.length,
    deleted: changes.deletions.length,
  };
}

/** 503 with `Retry-After` when too much is in progress; the Atmos CLI retries three times. */
export function registerCommitRoute(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: CommitterPorts,
): void {
  const takeRoom = createBodyHook({
    budget: createBodyBudget(bodyBudgetBytes),
    maxBytes: commitRoute.bodyLimit,
    refusal: busy,
  });
  // A scope of its own, so that the hook applies to this route alone.
  app.register(async (scope) => {
    scope.addHook('preParsing', takeRoom);
    register(scope, commitRoute, {
      callers: 'jobs',
      permissions: ['ws:commits:create'],
      judgesForks: true,
      denial: 'commit.denied',
      auditsRefusals: true,
      describeDenial: (session, context) => ({
        ...describeCommitRun(session),
        ...(context === undefined ? {} : describeAsked(context.body)),
      }),
      handle: (context) => createCommit(context, ports),
    });
  });
}
