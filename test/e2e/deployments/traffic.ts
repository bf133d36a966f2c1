/** Requests of this process that have no answer yet: while there is one, nothing waits for its clock alone. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export interface Traffic extends Disposable {
  isQuiet(): boolean;
}

function requestOf(message: unknown): object | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined;
  return typeof message.request === 'object' && message.request !== null ? message.request : undefined;
}

/** Of all that `fetch` sends. */
export function watchTraffic(): Traffic {
  const open = new Set<object>();
  const begin = (message: unknown) => void open.add(requestOf(message) ?? {});
  const end = (message: unknown) => void open.delete(requestOf(message) ?? {});
  const channels = [
    ['undici:request:create', begin],
    ['undici:request:trailers', end],
    ['undici:request:error', end],
  ] as const;
  for (const [name, listen] of channels) subscribe(name, listen);
  return {
    isQuiet: () => open.size === 0,
    [Symbol.dispose]() {
      for (const [name, listen] of channels) unsubscribe(name, listen);
    },
  };
}
