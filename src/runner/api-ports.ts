/** The ports of the runner that the client of an Atmos Pro server needs. */
import type { ServerConnection } from './connection.ts';
import { requestIdToken } from './id-token.ts';
import type { Runner } from './runner.ts';

type RunnerPart = Pick<Runner, 'environment' | 'fetch' | 'clock' | 'random' | 'maskSecrets'>;

/** The runner's own ports, and ID tokens for the audience of `connection`. */
export function apiPorts({ audience }: Pick<ServerConnection, 'audience'>, runner: RunnerPart) {
  const { environment, fetch, clock, random } = runner;
  return {
    fetch,
    clock,
    random,
    maskSecrets: (secrets: readonly string[]) => runner.maskSecrets(secrets),
    requestIdToken: () => requestIdToken(audience, environment, runner),
  };
}
