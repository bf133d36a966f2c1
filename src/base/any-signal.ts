/**
 * Joins signals for the time of some work. `AbortSignal.any` over a signal that lives long keeps each joined signal, with its listeners and
 * what they hold, until the next full garbage collection.
 */

/** Runs `work` with a signal that aborts, with the same reason, as soon as one of `signals` does. */
export async function withAnySignal<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const joined = new AbortController();
  const leave = signals.map((signal) => {
    const abort = () => joined.abort(signal?.reason);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    return () => signal?.removeEventListener('abort', abort);
  });
  try {
    return await work(joined.signal);
  } finally {
    for (const end of leave) end();
  }
}
