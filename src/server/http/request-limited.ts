/** A server limit that was only detected while a request was being handled. It becomes a 429. */
export class RequestLimited extends Error {
  /** Milliseconds since the Unix epoch. */
  readonly retryAt: number | undefined;

  constructor(message: string, retryAt: number | undefined) {
    super(message);
    this.retryAt = retryAt;
  }
}
