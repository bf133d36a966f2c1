/** The interface of a tracing implementation: a span for each request, and in it one for each call that the request causes. */

export type SpanAttributes = Readonly<Record<string, string | number>>;

interface WorkSpan {
  /** To pass on as the header `traceparent` (https://www.w3.org/TR/trace-context/); absent when nothing is traced. */
  readonly traceparent?: string;
  /** `failed`: the work brought no result. */
  end(failed: boolean, attributes?: SpanAttributes): void;
}

interface RequestSpan {
  /** Runs what belongs to the request; spans that begin in there, also later, are its children. */
  run(work: () => void): void;
  end(name: string, failed: boolean, attributes: SpanAttributes): void;
}

export interface Tracing {
  /** `traceparent`: as the client sent it, if it did. */
  beginRequest(traceparent: string | undefined): RequestSpan;
  /** Outside of a request nothing is traced. */
  begin(name: string, attributes?: SpanAttributes): WorkSpan;
  /** Sends what is left, for a bounded time. Never rejects. */
  stop(): Promise<void>;
}

const nothing: WorkSpan = { end: () => undefined };

export const noTracing: Tracing = {
  beginRequest: () => ({ run: (work) => work(), end: () => undefined }),
  begin: () => nothing,
  stop: async () => undefined,
};
