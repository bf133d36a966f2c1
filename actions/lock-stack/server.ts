/** Connects to the locks of the server. */
import { connectApi } from '../../src/client/connect.ts';
import type { LockCallOptions } from '../../src/client/locks/lock-calls.ts';
import { createLockServer, type LockServer } from '../../src/client/locks/with-session.ts';
import { apiPorts } from '../../src/runner/api-ports.ts';
import type { ServerConnection } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';

export function openLockServer(
  connection: ServerConnection,
  runner: Pick<Runner, 'environment' | 'fetch' | 'clock' | 'random' | 'maskSecrets'>,
  options: LockCallOptions = {},
): LockServer {
  return createLockServer(connectApi(connection, 'lock-stack', apiPorts(connection, runner)), options);
}
