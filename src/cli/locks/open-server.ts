/** Connects the commands to a server: options and environment in, the machine's own HTTP behind it. */
import { setGlobalProxyFromEnv } from 'node:http';
import { systemFetch } from '../../server/system-ports.ts';
import { type ConnectionOptions, readConnection } from './connection.ts';
import { createLockServer, type LockServer } from './lock-server.ts';

/** Throws INPUT_* as `readConnection` does. */
export function openLockServer(options: ConnectionOptions): LockServer {
  const connection = readConnection(options, process.env);
  if (!connection.isLocal) setGlobalProxyFromEnv();
  return createLockServer(connection, { fetch: systemFetch });
}
