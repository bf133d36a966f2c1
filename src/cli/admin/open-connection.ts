/** Options and environment in, whom to ask out; sends through the machine's proxy whatever leaves it. */
import { setGlobalProxyFromEnv } from 'node:http';
import { type Connection, type ConnectionOptions, readConnection } from './connection.ts';

/** Throws INPUT_* as `readConnection` does. */
export function openConnection(options: ConnectionOptions): Connection {
  const connection = readConnection(options, process.env);
  if (!connection.isLocal) setGlobalProxyFromEnv();
  return connection;
}
