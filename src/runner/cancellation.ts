/** The runner's wish that a step ends: SIGINT when a job is cancelled, SIGTERM 7.5 s later. */

/** Aborted at the first such signal. From this call on a signal does not end the process by itself. */
export function watchCancellation(): AbortSignal {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new Error('The job was cancelled.'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, cancel);
  return controller.signal;
}
