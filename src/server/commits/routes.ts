/** `POST /git/commit`: who may commit what, the committer decides. Here, how much of it is held in memory at once. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { commitRoute } from '../../api/routes/git-commit.ts';
import { registerSessionRoute } from '../access/api-route.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createBodyBudget } from '../http/body-budget.ts';
import { sendRefusal } from '../http/envelope.ts';

/** Bodies that are under way at once, in bytes: two of the largest. */
const bodyBudgetBytes = 2 * commitRoute.bodyLimit;
/** When to come back, in seconds. */
const retryAfterSeconds = 5;

/** 503 with `Retry-After` when too much is under way; the Atmos CLI tries three more times. */
export function registerCommitRoute(
  app: FastifyInstance,
  deps: Pick<AppDependencies, 'sessions' | 'commits'>,
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
    // What was not read must not be taken for the next request.
    return sendRefusal(reply.headers({ 'retry-after': retryAfterSeconds, connection: 'close' }), {
      httpStatus: 503,
      errorTag: 'Busy',
      errorMessage: 'The server is busy with other large commits. Nothing was decided; try again shortly.',
    });
  }

  // A scope of its own, so that the hook is about this route alone.
  app.register(async (scope) => {
    scope.addHook('preParsing', async (request, reply) => {
      await admitBody(request, reply);
    });
    registerSessionRoute(scope, deps, commitRoute, (context) => deps.commits.create(context));
  });
}
