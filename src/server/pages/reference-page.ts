/** Serves the API reference at `/docs`, for everybody. */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../base/ports.ts';
import type { AssetPaths } from '../../web/layout.ts';
import { type ApiReference, createApiReference, maxReferenceSearch } from '../../web/pages/api-reference.ts';
import type { ApiDescription } from '../../web/reference/api-description.ts';
import { clientOf } from '../http/client-address.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { sendPage } from './answer-html.ts';
import { sendProblem } from './serve-pages.ts';

/** Pages per minute and client address: each is compressed for its request. */
const maxPagesPerMinute = 120;
const tooMany = { httpStatus: 429, message: 'Too many requests from your address. Try again in a minute.' };

export function registerReference(
  scope: FastifyInstance,
  { assets, clock }: { readonly assets: AssetPaths; readonly clock: Pick<Clock, 'now'> },
): void {
  const limit = createRateLimit(maxPagesPerMinute, clock);
  let reference: ApiReference | undefined;
  scope.get('/docs', {
    schema: { hide: true },
    handler: async (request, reply) => {
      if (limit.take(clientOf(request.ip)).status !== 'taken') return sendProblem(reply, tooMany, { assets });
      // When all routes are there. @fastify/swagger wrote it, from our routes.
      reference ??= createApiReference(scope.swagger() as ApiDescription);
      const search = new URLSearchParams(request.url.replace(/^[^?]*\??/s, '')).get('q') ?? '';
      const content = reference.render(search.trim().slice(0, maxReferenceSearch));
      return sendPage(reply, content, { assets, viewer: undefined });
    },
  });
}
