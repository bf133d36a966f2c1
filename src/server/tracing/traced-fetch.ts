/** A span for each request to GitHub, which is told of it as W3C's trace context has it. */
import type { Tracing } from './tracing.ts';

type GlobalFetch = typeof globalThis.fetch;

/** The path goes into the span, and neither query nor header does. */
export function createTracedFetch(fetch: GlobalFetch, tracing: Tracing): GlobalFetch {
  return async (input, init) => {
    const { host, pathname } = new URL(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    const span = tracing.begin(`GitHub ${method}`, {
      'http.request.method': method,
      'server.address': host,
      'url.path': pathname,
    });
    const headers = new Headers(init?.headers);
    if (span.traceparent !== undefined) headers.set('traceparent', span.traceparent);
    try {
      const response = await fetch(input, { ...init, headers });
      span.end(response.status >= 500, { 'http.response.status_code': response.status });
      return response;
    } catch (error) {
      span.end(true);
      throw error;
    }
  };
}
