/** GitHub STS: short-lived tokens for repositories whose trust policies let a job in. */
import type { Feature } from '../access/feature.ts';
import type { ServerConfig } from '../config/config.ts';
import { createPolicyCache } from './policy-cache.ts';
import { registerStsRoute } from './routes.ts';
import { createTokenBroker, type TokenBrokerPorts } from './token-broker.ts';

export interface StsPorts extends Omit<TokenBrokerPorts, 'gitHost' | 'policies'> {
  readonly config: Pick<ServerConfig, 'github'>;
}

export function createSts(ports: StsPorts): Feature {
  const gitHost = () => new URL(ports.config.github.serverUrl).host;
  const tokens = createTokenBroker({ ...ports, gitHost, policies: createPolicyCache() });
  return { routes: (app, register) => registerStsRoute(app, register, tokens) };
}
