/** Refuses requests that the server could not answer in time anyway, before it reads or decides anything. */
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import type { RequestRefusal } from './answer.ts';
import { sendRefusal } from './envelope.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Stays open without work: neither load nor a slow answer. */
    isStream?: boolean;
  }
}

export interface LoadLimits {
  /** Most requests that are answered at a time. At most `maxBodyBytes` of each are in memory. */
  readonly inFlight: number;
  /** Share of the time in which the event loop may be busy, from 0 to 1, over `windowMs`. */
  readonly utilization: number;
  readonly windowMs: number;
}

const loadLimits: LoadLimits = { inFlight: 2_000, utilization: 0.995, windowMs: 2_000 };

/** The busy loop alone may be a burst that is served well; only with this many requests waiting it is an overload. */
const busyInFlight = 200;
/** Clients retry at once or in seconds; the load of a moment is over by then. */
const retryAfterSeconds = 2;
/** What an orchestrator must hear even then. */
const exempt = new Set(['/healthz', '/readyz']);

const overloaded: RequestRefusal = {
  httpStatus: 503,
  tag: 'Overloaded',
  message: 'The server is overloaded. Nothing was decided; try again shortly.',
};

export function shedLoad(
  app: FastifyInstance,
  { onShed, limits = loadLimits }: { readonly onShed: () => void; readonly limits?: LoadLimits },
): void {
  let inFlight = 0;
  let isBusy = false;
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    isBusy = performance.eventLoopUtilization(now, last).utilization > limits.utilization;
    last = now;
  }, limits.windowMs);
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
  app.addHook('onRequest', async (request, reply) => {
    const isCounted = request.routeOptions.config.isStream !== true;
    if (isCounted) {
      inFlight += 1;
      reply.raw.once('close', () => {
        inFlight -= 1;
      });
    }
    if (exempt.has(request.routeOptions.url ?? '')) return undefined;
    if (inFlight <= limits.inFlight && !(isBusy && inFlight > busyInFlight)) return undefined;
    onShed();
    return sendRefusal(reply.header('retry-after', String(retryAfterSeconds)), overloaded);
  });
}
