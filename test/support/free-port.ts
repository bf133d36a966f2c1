/** Ports for what has to know its port before it listens, and for what nothing listens on. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give out by themselves (from 32768 on Linux, from 49152 elsewhere): a free one of those can belong to
 * another process a moment later.
 */
const range = { first: 20_000, count: 12_000 };

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const listens = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  if (!listens) return false;
  server.close();
  await once(server, 'close');
  return true;
}

export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = range.first + Math.floor(Math.random() * range.count);
    if (await isFree(port)) return port;
  }
}
