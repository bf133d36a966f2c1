/** Reads a connection from options and environment, and uses the proxy of the environment for addresses outside of this machine. */
import { setGlobalProxyFromEnv } from 'node:http';
import { type AdminConnection, type ConnectionOptions, readConnection } from './connection.ts';

/** Throws INPUT_* as `readConnection` does. */
export function openConnection(options: ConnectionOptions): AdminConnection {
  const connection = readConnection(options, process.env);
  if (!connection.isLocal) setGlobalProxyFromEnv();
  return connection;
}
