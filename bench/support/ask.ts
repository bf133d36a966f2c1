/** Sends a request to a child process over its IPC channel and waits for the response. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Rejects if the process ends first. Supports one request at a time. */
export async function ask<T, Request extends object = object>(
  child: ChildProcess,
  request: Request,
): Promise<T> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the process ended with ${code}`);
  });
  ended.catch(() => undefined);
  child.send(request);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [
      { readonly value: T },
    ];
    return message.value;
  } finally {
    waiting.abort();
  }
}
