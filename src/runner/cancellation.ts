/**
 * The runner's wish that a step ends: SIGINT when a job is cancelled, SIGTERM 7.5 s later. On Windows it is Ctrl+C and Ctrl+Break, of
 * which Node.js makes SIGINT and SIGBREAK.
 */

/** Aborted at the first such signal. From this call on a signal does not end the process by itself. */
export function watchCancellation(): AbortSignal {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new Error('The job was cancelled.'));
  // A name that the system does not know is no signal there, and never comes.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(signal, cancel);
  return controller.signal;
}
