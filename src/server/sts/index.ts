/** GitHub STS: short-lived tokens for repositories whose trust policies allow the job. */
import type { GitHubAppClient } from '../../github/client.ts';
import type { Feature } from '../access/feature.ts';
import type { SessionCounts } from '../access/session-count-table.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { createDenialLeases } from './denial-leases.ts';
import { createPageSpending } from './page-spending.ts';
import { createPolicyCache } from './policy-cache.ts';
import { createPolicyDesk, type PolicyDesk } from './policy-desk.ts';
import { createPolicyGuard } from './policy-guard.ts';
import { createProtectionVerdicts } from './protection-verdicts.ts';
import { recallGrants } from './recall-grants.ts';
import type { TokenDesk } from './revocation/desk.ts';
import { createRevocation, type RevocationPorts } from './revocation/index.ts';
import { registerStsRoute } from './routes.ts';
import { createSourceLimits, knownMs } from './source-limits.ts';
import { createSourceReader } from './source-reader.ts';
import { createTokenBroker, type TokenBrokerPorts } from './token-broker.ts';

export interface StsPorts
  extends Omit<TokenBrokerPorts, 'gitHost' | 'policies' | 'guard' | 'limits' | 'denials' | 'vault'>,
    Omit<RevocationPorts, 'config' | 'audit' | 'client'> {
  readonly config: Pick<ServerConfig, 'github' | 'rateLimits' | 'tokenKeys'>;
  readonly client: GitHubAppClient;
  readonly audit: Pick<AuditLog, 'append' | 'list'>;
  readonly sessionCounts: Pick<SessionCounts, 'count' | 'correct'>;
}

export interface Sts extends Feature {
  /** Reads who was granted tokens lately: before the server serves. */
  start(): Promise<void>;
  /** For the pages of people. */
  readonly desk: PolicyDesk;
  readonly tokenDesk: TokenDesk;
}

export function createSts(ports: StsPorts): Sts {
  const { audit, client, clock, logger, sessionCounts } = ports;
  const { github, rateLimits } = ports.config;
  const gitHost = () => new URL(github.serverUrl).host;
  const budgetsOf = (installationId: number) =>
    client.health().budgets.filter(({ scope }) => scope === `installation/${installationId}`);
  const limits = createSourceLimits({ config: rateLimits, clock, budgetsOf });
  const denials = createDenialLeases(clock);
  const policies = createPolicyCache();
  const protection = createProtectionVerdicts(ports);
  const guard = createPolicyGuard({ protection });
  const revocation = createRevocation(ports);
  const { vault, upkeep } = revocation;
  const tokens = createTokenBroker({ ...ports, gitHost, policies, guard, limits, denials, vault });
  const refuseSpending = createPageSpending({ clock, budgetsOf });
  const reader = createSourceReader({ ...ports, policies, protection, refuseSpending });
  const callers = createRateLimit(rateLimits.stsPerRepository, clock);
  return {
    desk: createPolicyDesk({ ...ports, reader, policies, guard }),
    tokenDesk: revocation.desk,
    upkeep,
    async start() {
      try {
        limits.recall(await recallGrants({ audit }, clock.now() - knownMs));
      } catch (error) {
        // They are strangers until their next grant.
        logger.warn('sts: the callers that were allowed lately could not be read', { error: String(error) });
      }
    },
    routes: (app, register) => {
      revocation.routes?.(app, register);
      registerStsRoute(app, register, {
        tokens,
        callers,
        perMinute: rateLimits.stsPerRepository,
        sessionCounts,
        logger,
      });
    },
  };
}
