/**
 * Bounds the bodies that arrive on a route that anybody may call. Every body is accepted. When there are too many, the one that has been
 * arriving for longest is cut off: a body that is sent in one go is there at once, so slow clients keep out only each other.
 */
import type { IncomingMessage } from 'node:http';

export interface ArrivalLimits {
  /** Most bodies that are not complete. */
  readonly most: number;
  /** Most bytes that they may have, by what they declare. */
  readonly bytes: number;
}

/** Takes in the body of a request, of which `bytes` are expected. */
export type TakeArrival = (request: IncomingMessage, bytes: number) => void;

/** Counts for all routes that share the result. */
export function createArrivals({ most, bytes: mostBytes }: ArrivalLimits): TakeArrival {
  /** In the order of their arrival. */
  const arriving = new Map<IncomingMessage, number>();
  let total = 0;

  function leave(request: IncomingMessage): void {
    total -= arriving.get(request) ?? 0;
    arriving.delete(request);
  }

  return (request, bytes) => {
    if (request.readableEnded || request.destroyed) return;
    arriving.set(request, bytes);
    total += bytes;
    request.once('end', () => leave(request));
    request.once('close', () => leave(request));
    for (const oldest of arriving.keys()) {
      if (oldest === request || (arriving.size <= most && total <= mostBytes)) return;
      leave(oldest);
      oldest.socket.destroy();
    }
  };
}
