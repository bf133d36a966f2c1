/** Ports that pure code receives as parameters: time, logging, HTTP and chance. */

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Fields never hold a secret: the caller leaves it out, no logger is asked to find it. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Whole exchange, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one request; follows no redirect, repeats nothing. Any status is an answer. Rejects with `REMOTE_UNREACHABLE`
 * when there was none (refused, reset, timeout, TLS, too large).
 */
export type Fetch = (request: HttpRequest) => Promise<HttpResponse>;

export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** A version 4 UUID. */
  uuid(): string;
}
