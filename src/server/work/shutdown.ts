/** The end of a server, as signals that all of it can see. */

export interface Shutdown {
  /** Aborted when the server begins to stop: no token is minted any more, and no job starts another round. */
  readonly draining: AbortSignal;
  /** Aborted when the requests in progress have had their time: ends every outgoing request. */
  readonly halting: AbortSignal;
}

export interface ShutdownSwitch extends Shutdown {
  drain(): void;
  halt(): void;
}

export function createShutdown(): ShutdownSwitch {
  const draining = new AbortController();
  const halting = new AbortController();
  return {
    draining: draining.signal,
    halting: halting.signal,
    drain: () => draining.abort(),
    halt: () => halting.abort(),
  };
}
