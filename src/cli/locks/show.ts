/** `atmos-pro locks show`: one lock, and how its holder's run goes. */
import type { ConnectionOptions } from '../admin/connection.ts';
import { findLock } from './find-lock.ts';
import { openLockServer } from './open-server.ts';
import { renderLock } from './render.ts';

export interface ShowOptions extends ConnectionOptions {
  readonly format: 'text' | 'json';
}

export async function showLock(name: string, options: ShowOptions): Promise<void> {
  const lock = await findLock(name, openLockServer(options));
  process.stdout.write(`${options.format === 'json' ? JSON.stringify(lock.data) : renderLock(lock)}\n`);
}
