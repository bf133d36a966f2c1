/** Bounds of the HTTP surface. */
import type { PipelineLimits } from './pipeline.ts';

/** Largest body of a route that names no other limit, in bytes. */
export const maxBodyBytes = 64 * 1024;
/**
 * Longest session that is read, in characters. Usual ones are about 2,500; one made from the longest ID token that is
 * accepted stays below this.
 */
export const maxSessionLength = 24 * 1024;
/** Most bytes of request line and headers together: room for the longest session. */
export const maxHeaderBytes = 32 * 1024;
/** Longest parameter in a path, in characters. */
export const maxParameterLength = 512;
/** How long a connection may take for what it does, in milliseconds. */
export interface HttpTimeouts {
  /** For the request line and headers, from the connection's start or the last answer's end. */
  readonly headersMs: number;
  /** For a whole request: the CLI itself gives up after 30 s. */
  readonly requestMs: number;
  /** For the next request on an idle connection: longer than the 60 s of usual load balancers. */
  readonly keepAliveMs: number;
  /** Without a byte in either direction, such as a client that does not read its answer. Longer than any answer takes. */
  readonly silenceMs: number;
  /** For finding out at GitHub who asks for a session: the Atmos CLI wants the head of the answer within 15 s (docs/wire.md#timeouts). */
  readonly recogniseMs: number;
  /** How often the first two are checked; Node's default of 30 s would make them four times as long. */
  readonly checkMs: number;
}

export const httpTimeouts: HttpTimeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  silenceMs: 120_000,
  recogniseMs: 10_000,
  checkMs: 2_000,
};
/** Most connections at a time; further ones are closed at once. */
export const maxConnections = 10_000;
/**
 * Requests that wait for the one before them on their connection. A thousand are more than any client pipelines; each takes about
 * 3 KiB of memory.
 */
export const pipelineLimits: PipelineLimits = { perConnection: 1_000, total: 25_000 };
/** Most requests over one connection, so that load spreads over replicas. */
export const maxRequestsPerConnection = 10_000;
/** Longest stop from SIGTERM to the end of the process, in milliseconds: below the 10 s after which container engines kill. */
export const drainTimeoutMs = 8_000;
/** When a stop ends the requests that the server itself has sent, in milliseconds: what waits for them is then answered with an error. */
export const haltAfterMs = 5_000;
/** When a stop closes the connections of requests that are still in progress, in milliseconds. */
export const cutAfterMs = 6_500;
/** When a stop gives up on everything else, in milliseconds. */
export const abandonAfterMs = 7_500;
