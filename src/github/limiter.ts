/** Limits how many pieces of work run at once. The others wait in order. */

export interface Limiter {
  /** Rejects with the signal's reason if it is aborted while the work waits. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** `atOnce` is at least 1. */
export function createLimiter(atOnce: number): Limiter {
  let running = 0;
  const waiting = new Set<() => void>();

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (running < atOnce) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const admit = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(admit);
        reject(signal?.reason);
      };
      waiting.add(admit);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  function exit(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    // The next one takes the place, so `running` stays the same.
    waiting.delete(next);
    next();
  }

  return {
    async run(work, signal) {
      await enter(signal);
      try {
        return await work();
      } finally {
        exit();
      }
    },
  };
}
