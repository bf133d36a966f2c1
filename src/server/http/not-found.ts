/** Tells an unknown path from a known path with another method. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendRefusal } from './envelope.ts';

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** `/repos/:owner/x/*` → a pattern over the path; duplicate slashes are collapsed before it is asked. */
function toPattern(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.+').replace(/:[A-Za-z]+/g, '[^/]+')}/?$`);
}

/** Installs the handler for whatever no route takes. Must run before the routes are added. */
export function installNotFound(app: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  app.addHook('onRoute', (route) => {
    routes.push({ pattern: toPattern(route.url), methods: [route.method].flat() });
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.replace(/[?#].*$/s, '').replace(/\/{2,}/g, '/');
    const methods = routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    if (methods.length === 0) {
      return sendRefusal(reply, {
        httpStatus: 404,
        tag: 'RouteNotFound',
        message: 'Route not found. Check the base URL and the endpoint of the client (`api/v1` by default).',
      });
    }
    const allowed = [...new Set(methods)].sort().join(', ');
    return sendRefusal(reply.header('allow', allowed), {
      httpStatus: 405,
      tag: 'MethodNotAllowed',
      message: `Method not allowed. This path accepts ${allowed}.`,
    });
  });
}
