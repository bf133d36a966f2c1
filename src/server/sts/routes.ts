/** `POST /sts`: who may ask for tokens. Which ones they get is the broker's decision. */
import type { FastifyInstance } from 'fastify';
import { stsRoute } from '../../api/routes/sts.ts';
import { ok } from '../../base/result.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import { describeMintDenial } from './mint-audit.ts';
import type { TokenBroker } from './token-broker.ts';

export function registerStsRoute(app: FastifyInstance, register: RegisterRoute, tokens: TokenBroker): void {
  register(app, stsRoute, {
    callers: 'jobs',
    permissions: ['ws:sts:create'],
    denial: 'token.mint',
    describeDenial: (_, session) => describeMintDenial(session),
    handle: async ({ caller, body, traceId }) => ok(await tokens.mint(caller.session, body, traceId)),
  });
}
