/** The limits of the exchange: per address, or network of an IPv6 client, before anything is read, per repository once the ID token has verified. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../base/ports.ts';
import type { RateLimitsConfig } from '../config/config.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { createArrivals } from '../http/arriving-bodies.ts';
import { declaredBytes } from '../http/body-budget.ts';
import { clientOf } from '../http/client-address.ts';
import { sendRefusal } from '../http/envelope.ts';
import { maxBodyBytes } from '../http/limits.ts';
import { createRateLimit } from '../http/rate-limit.ts';

const secondMs = 1_000;
/** Most bodies that arrive at once: a fraction of the requests that a replica answers at a time. */
const maxArriving = 500;

export interface ExchangeLimits {
  /** A hook: answers 429 without reading the body, or lets the request through. */
  checkAddress(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
  /** The refusal for a repository over its limit, with the seconds to wait. */
  checkRepository(
    repositoryId: string,
  ): { readonly refusal: RequestRefusal; readonly afterSeconds: number } | undefined;
}

function sayLimit(who: string, perMinute: number | undefined, afterSeconds: number): RequestRefusal {
  return {
    httpStatus: 429,
    tag: 'RateLimited',
    message: `${who} exceeded the limit of ${perMinute} logins a minute. Try again in ${afterSeconds} s. A session is valid for an hour: reuse it instead of logging in for every call.`,
  };
}

export function createExchangeLimits(config: RateLimitsConfig, clock: Pick<Clock, 'now'>): ExchangeLimits {
  const addresses = createRateLimit(config.exchangePerAddress, clock);
  const repositories = createRateLimit(config.exchangePerRepository, clock);
  const takeArrival = createArrivals({ most: maxArriving, bytes: maxArriving * maxBodyBytes });
  return {
    async checkAddress(request, reply) {
      const taken = addresses.take(clientOf(request.ip));
      if (taken.status === 'taken') {
        takeArrival(request.raw, declaredBytes(request, maxBodyBytes));
        return undefined;
      }
      const afterSeconds = Math.ceil(taken.afterMs / secondMs);
      reply.header('retry-after', String(afterSeconds));
      return sendRefusal(reply, sayLimit('This address', config.exchangePerAddress, afterSeconds));
    },
    checkRepository(repositoryId) {
      const taken = repositories.take(repositoryId);
      if (taken.status === 'taken') return undefined;
      const afterSeconds = Math.ceil(taken.afterMs / secondMs);
      return {
        refusal: sayLimit('This repository', config.exchangePerRepository, afterSeconds),
        afterSeconds,
      };
    },
  };
}
