/** The routes of signing in and out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../base/ports.ts';
import { webCallbackPath } from '../../github/app-permissions.ts';
import type { AssetPaths } from '../../web/layout.ts';
import { clientOf } from '../http/client-address.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { homePath, type PeopleAccess, type SignInProblem } from '../people/index.ts';
import { sendSeeOther } from './answer-html.ts';
import { identifyViewer, sendProblem } from './serve-pages.ts';

/** Requests to the sign-in and its end, per minute and client address: each end asks GitHub. */
const maxSignInsPerMinute = 120;

const statuses: Readonly<Record<SignInProblem['tag'], number>> = {
  stale: 401,
  denied: 401,
  no_role: 403,
  unavailable: 503,
};

export interface SignInRoutePorts {
  readonly assets: AssetPaths;
  readonly people: PeopleAccess;
  readonly clock: Pick<Clock, 'now'>;
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(url.replace(/^[^?]*\??/s, ''));
}

export function registerSignInRoutes(scope: FastifyInstance, ports: SignInRoutePorts): void {
  const { assets, people, clock } = ports;
  const limit = createRateLimit(maxSignInsPerMinute, clock);
  const hidden = { hide: true };

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const taken = limit.take(clientOf(request.ip));
    if (taken.status === 'taken') return undefined;
    const retryAfterSeconds = Math.ceil(taken.afterMs / 1_000);
    const message = `Too many sign-ins from your address. Try again in ${retryAfterSeconds} s.`;
    const tooMany = { httpStatus: 429, message, retryAfterSeconds };
    return sendProblem(reply, tooMany, { assets });
  }

  scope.get('/sign-in', {
    schema: hidden,
    onRequest: admit,
    handler: async (request, reply) => {
      const { url, cookie } = await people.begin(queryOf(request).get('to') ?? undefined);
      return sendSeeOther(reply.header('set-cookie', cookie), url);
    },
  });
  scope.get(webCallbackPath, {
    schema: hidden,
    onRequest: admit,
    handler: async (request, reply) => {
      const from = { cookies: request.headers.cookie, traceId: request.id };
      const finished = await people.finish(queryOf(request), from);
      if (finished.status === 'ok')
        return sendSeeOther(reply.header('set-cookie', [...finished.value.cookies]), finished.value.to);
      const { tag, message } = finished.refusal;
      // The address has a code: a new sign-in begins at the workspaces, not here.
      return sendProblem(reply, { httpStatus: statuses[tag], message }, { assets, signInTo: homePath });
    },
  });
  scope.post('/sign-out', {
    schema: hidden,
    handler: async (request, reply) => {
      const person = await identifyViewer(request, people);
      if (person === undefined) return sendSeeOther(reply, '/');
      const isEverywhere = new URLSearchParams(String(request.body ?? '')).get('everywhere') === 'yes';
      const cookie = await people.signOut(person, { isEverywhere, traceId: request.id });
      return sendSeeOther(reply.header('set-cookie', cookie), '/');
    },
  });
}
