/**
 * How the runner cancels a step: SIGINT when a job is cancelled, SIGTERM 7.5 s later. On Windows it sends Ctrl+C and Ctrl+Break, which
 * Node.js turns into SIGINT and SIGBREAK.
 */

/** Aborted at the first such signal. After this call a signal no longer ends the process by itself. */
export function watchCancellation(): AbortSignal {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new Error('The job was cancelled.'));
  // A signal that the system does not know never arrives.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.on(signal, cancel);
  return controller.signal;
}
