/** `POST /git/commit`: who may commit, and how much of it is in memory at once. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { commitRoute } from '../../api/routes/git-commit.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import { createBodyBudget } from '../http/body-budget.ts';
import { sendRefusal } from '../http/envelope.ts';
import { describeCommitRun } from './audit.ts';
import { type CommitterPorts, createCommit } from './create-commit.ts';

/** Bodies in progress at once, in bytes: two of the largest. */
const bodyBudgetBytes = 2 * commitRoute.bodyLimit;
/** When to retry, in seconds. */
const retryAfterSeconds = 5;
/** Longest branch name that goes into the audit of a denial, in characters. */
const maxBranchLength = 256;

/** 503 with `Retry-After` when too much is in progress; the Atmos CLI retries three times. */
export function registerCommitRoute(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: CommitterPorts,
): void {
  const budget = createBodyBudget(bodyBudgetBytes);

  async function admitBody(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    const bytes = Number.isFinite(length) ? Math.min(length, commitRoute.bodyLimit) : commitRoute.bodyLimit;
    const giveBack = await budget.take(bytes);
    if (giveBack !== undefined) {
      if (reply.raw.destroyed) giveBack();
      else reply.raw.once('close', giveBack);
      return undefined;
    }
    // An unread body must not be taken for the next request.
    return sendRefusal(reply.headers({ 'retry-after': retryAfterSeconds, connection: 'close' }), {
      httpStatus: 503,
      tag: 'Busy',
      message: 'The server is busy with other large commits. Nothing was decided; try again shortly.',
    });
  }

  // A scope of its own, so that the hook applies to this route alone.
  app.register(async (scope) => {
    scope.addHook('preParsing', async (request, reply) => {
      await admitBody(request, reply);
    });
    register(scope, commitRoute, {
      callers: 'jobs',
      permissions: ['ws:commits:create'],
      judgesForks: true,
      denial: 'commit.denied',
      auditsRefusals: true,
      describeDenial: ({ body: { branch, changes } }, session) => ({
        ...describeCommitRun(session),
        branch: branch.slice(0, maxBranchLength),
        added: changes.additions.length,
        deleted: changes.deletions.length,
      }),
      handle: (context) => createCommit(context, ports),
    });
  });
}
