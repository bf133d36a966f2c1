/** The limits of the exchange: by address before anything is read, by repository once the ID token has proved which one it is. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../base/ports.ts';
import type { RateLimitsConfig } from '../config/config.ts';
import type { Refusal } from '../http/answer.ts';
import { sendRefusal } from '../http/envelope.ts';
import { createRateLimit } from '../http/rate-limit.ts';

const secondMs = 1_000;

export interface ExchangeLimits {
  /** A hook: answers 429 and reads no body, or lets the request on. */
  checkAddress(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
  /** The refusal for a repository that asks too often, with the seconds to wait. */
  checkRepository(
    repositoryId: string,
  ): { readonly refusal: Refusal; readonly afterSeconds: number } | undefined;
}

function sayLimit(who: string, perMinute: number | undefined, afterSeconds: number): Refusal {
  return {
    httpStatus: 429,
    errorTag: 'RateLimited',
    errorMessage: `${who} asks for sessions more often than ${perMinute} times a minute, which is this server's limit. Nothing was decided; try again in ${afterSeconds} s. A session is good for an hour: jobs need not log in for every call.`,
  };
}

export function createExchangeLimits(config: RateLimitsConfig, clock: Pick<Clock, 'now'>): ExchangeLimits {
  const addresses = createRateLimit(config.exchangePerAddress, clock);
  const repositories = createRateLimit(config.exchangePerRepository, clock);
  return {
    async checkAddress(request, reply) {
      const taken = addresses.take(request.ip);
      if (taken.status === 'taken') return undefined;
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
