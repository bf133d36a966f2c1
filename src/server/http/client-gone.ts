/** Notices clients that do not wait for their answer. */
import type { FastifyReply } from 'fastify';

/** Aborted when the connection closes before the whole answer was handed to the operating system. */
export function watchClient({ raw }: Pick<FastifyReply, 'raw'>): AbortSignal {
  const gone = new AbortController();
  const look = () => {
    if (!raw.writableFinished) gone.abort();
  };
  if (raw.destroyed) look();
  else raw.once('close', look);
  return gone.signal;
}
