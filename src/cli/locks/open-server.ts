/** Connects the commands to the server that options and environment name. */
import { systemFetch } from '../../server/system-ports.ts';
import type { ConnectionOptions } from '../admin/connection.ts';
import { openConnection } from '../admin/open-connection.ts';
import { type AdminLockServer, createAdminLockServer } from './lock-server.ts';

/** Throws INPUT_* as `readConnection` does. */
export function openAdminLockServer(options: ConnectionOptions): AdminLockServer {
  return createAdminLockServer(openConnection(options), { fetch: systemFetch });
}
