/** `atmos-pro locks show`: one lock, and the state of the run that holds it. */
import type { ConnectionOptions } from '../admin/connection.ts';
import { findLock } from './find-lock.ts';
import { openAdminLockServer } from './open-server.ts';
import { renderLock } from './render.ts';

export interface ShowLockOptions extends ConnectionOptions {
  readonly format: 'text' | 'json';
}

export async function printLock(name: string, options: ShowLockOptions): Promise<void> {
  const lock = await findLock(name, openAdminLockServer(options));
  process.stdout.write(`${options.format === 'json' ? JSON.stringify(lock.data) : renderLock(lock)}\n`);
}
