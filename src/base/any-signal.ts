/**
 * Joins signals for the time of some work. `AbortSignal.any` and `AbortSignal.timeout` leave what they join to the garbage collector, and only
 * a full collection frees it: a server that works steadily keeps a hundred megabytes of them until then.
 */

/** Calls `abort` when `signal` is aborted, at once if it is. Returns how to stop listening. */
function follow(signal: AbortSignal | undefined, joined: AbortController): () => void {
  const abort = () => joined.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return () => signal?.removeEventListener('abort', abort);
}

async function runJoined<T>(
  joined: AbortController,
  endings: readonly (() => void)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await work(joined.signal);
  } finally {
    for (const end of endings) end();
  }
}

/** Runs `work` with a signal that aborts, with the same reason, as soon as one of `signals` does. */
export async function withAnySignal<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const joined = new AbortController();
  return runJoined(
    joined,
    signals.map((signal) => follow(signal, joined)),
    work,
  );
}

/** The same, and the signal also aborts after `withinMs`, with a `TimeoutError`. Waiting alone does not keep the process alive. */
export async function withDeadline<T>(
  withinMs: number,
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const joined = new AbortController();
  const expire = () => joined.abort(new DOMException(`no result within ${withinMs} ms`, 'TimeoutError'));
  const timer = setTimeout(expire, withinMs);
  timer.unref();
  const endings = signals.map((signal) => follow(signal, joined));
  return runJoined(joined, [...endings, () => clearTimeout(timer)], work);
}
