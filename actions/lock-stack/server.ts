/** The server's locks, as this job. */
import { createApiClient } from '../../src/api/client.ts';
import type { LockCallOptions } from '../../src/api/lock-calls.ts';
import { createLockServer, type LockServer } from '../../src/api/lock-session.ts';
import { createSessionKeeper } from '../../src/log-in.ts';
import type { Connection } from '../../src/runner/connection.ts';
import { requestIdToken } from '../../src/runner/id-token.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { version } from '../../src/version.ts';

export function openLockServer(
  connection: Connection,
  runner: Pick<Runner, 'environment' | 'fetch' | 'clock' | 'random' | 'maskSecrets'>,
  options: LockCallOptions = {},
): LockServer {
  const { baseUrl, endpoint, workspaceId, audience } = connection;
  const userAgent = `atmos-pro-actions/${version} (lock-stack)`;
  const client = createApiClient({ baseUrl, endpoint, userAgent }, runner);
  const withSession = createSessionKeeper(workspaceId, {
    requestIdToken: () => requestIdToken(audience, runner.environment, runner),
    exchangeIdToken: client.exchangeIdToken,
    maskSecrets: (secrets) => runner.maskSecrets(secrets),
    clock: runner.clock,
    random: runner.random,
  });
  return createLockServer(client, withSession, options);
}
