/** Starts work before it is known whether its result is needed. */

/** `work`, already running. A failure counts where the result is awaited, and nowhere else. */
export function startEarly<Value>(work: Promise<Value>): Promise<Value> {
  work.catch(() => undefined);
  return work;
}
