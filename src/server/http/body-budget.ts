/**
 * Keeps the bodies that are being read and worked on at the same time within a number of bytes. A body that does not fit
 * waits for a while, unread; then its client is asked to come back.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestRefusal } from './answer.ts';
import type { TakeArrival } from './arriving-bodies.ts';
import { sendRefusal } from './envelope.ts';

/** Longest wait for room, in milliseconds: below the 7 s that the CLI spends between its attempts, and its 30 s in all. */
const maxWaitMs = 5_000;

export interface BodyBudget {
  /** Gives the room back, which does nothing the second time; `undefined` when there was none in time. */
  take(bytes: number, signal?: AbortSignal): Promise<(() => void) | undefined>;
}

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/** A body larger than `capacity` is accepted alone. */
export function createBodyBudget(capacity: number, waitMs: number = maxWaitMs): BodyBudget {
  let taken = 0;
  const queue: Waiting[] = [];

  function fits(bytes: number): boolean {
    return taken === 0 || taken + bytes <= capacity;
  }

  /** In order, so that small bodies cannot overtake a large one forever. */
  function admitWaiting(): void {
    for (let next = queue[0]; next !== undefined && fits(next.bytes); next = queue[0]) {
      queue.shift();
      taken += next.bytes;
      next.admit();
    }
  }

  function lease(bytes: number): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      taken -= bytes;
      admitWaiting();
    };
  }

  async function wait(bytes: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = { bytes, admit: () => resolve(true) };
    queue.push(waiting);
    const timer = setTimeout(() => {
      const at = queue.indexOf(waiting);
      if (at === -1) return;
      queue.splice(at, 1);
      resolve(false);
      admitWaiting();
    }, waitMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async take(bytes) {
      if (queue.length === 0 && fits(bytes)) {
        taken += bytes;
        return lease(bytes);
      }
      return (await wait(bytes)) ? lease(bytes) : undefined;
    },
  };
}

export interface BodyRoom {
  readonly budget: BodyBudget;
  /** Largest body, in bytes. */
  readonly maxBytes: number;
  /** When there is no room in time. */
  readonly refusal: RequestRefusal;
  /** Of a route that anybody may call. */
  readonly takeArrival?: TakeArrival | undefined;
}

/** `content-length`, or the largest body where the client does not send it. */
export function declaredBytes({ headers }: FastifyRequest, maxBytes: number): number {
  const declared = Number(headers['content-length'] ?? maxBytes);
  return Number.isSafeInteger(declared) ? Math.min(Math.max(declared, 0), maxBytes) : maxBytes;
}

/** A `preParsing` hook, and so after admission: the body of a request that is refused takes no room. */
export function createBodyHook({
  budget,
  maxBytes,
  refusal,
  takeArrival,
}: BodyRoom): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    const bytes = declaredBytes(request, maxBytes);
    takeArrival?.(request.raw, bytes);
    const giveBack = await budget.take(bytes);
    // An unread body must not be taken for the next request.
    if (giveBack === undefined) sendRefusal(reply.header('connection', 'close'), refusal);
    else if (reply.raw.closed) giveBack();
    else reply.raw.once('close', giveBack);
  };
}
