/** Bounds of the HTTP surface. */

/** Largest body of a route that names no other limit, in bytes. */
export const maxBodyBytes = 64 * 1024;
/**
 * Longest session that is looked at, in characters. Ours are about 2,500; one made from the longest ID token that is
 * accepted stays below this.
 */
export const maxSessionLength = 24 * 1024;
/** Most bytes of request line and headers together: room for the longest session. */
export const maxHeaderBytes = 32 * 1024;
/** Longest parameter in a path, in characters. */
export const maxParameterLength = 512;
/** Longest wait for the request line and headers, in milliseconds. */
export const headersTimeoutMs = 10_000;
/** Longest wait for a whole request, in milliseconds: the CLI itself gives up after 30 s. */
export const requestTimeoutMs = 30_000;
/** How long an idle connection stays open, in milliseconds: longer than the 60 s of usual load balancers. */
export const keepAliveTimeoutMs = 65_000;
/** Most connections at a time; further ones are closed at once. */
export const maxConnections = 10_000;
/** Most requests over one connection, so that load spreads over replicas. */
export const maxRequestsPerConnection = 10_000;
/** Longest drain at shutdown, in milliseconds: below the 10 s after which container engines kill. */
export const drainTimeoutMs = 8_000;
