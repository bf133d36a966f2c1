/** A client that takes nothing for granted: whatever is not a whole answer below 500 leaves open what happened. */

export interface ClientAnswer {
  readonly status: number;
  readonly traceId: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Of a refusal: what it names. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** Longest wait for an answer, in milliseconds: a replica that was killed closes its connections at once. */
const timeoutMs = 20_000;

/** `undefined` when there was no answer, or one that says nothing. */
export async function callOnce(
  url: string,
  method: string,
  path: string,
  {
    session,
    body,
    headers,
  }: {
    readonly session?: string;
    readonly body?: object;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<ClientAnswer | undefined> {
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(session === undefined ? {} : { authorization: `Bearer ${session}` }),
        connection: 'close',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.status >= 500) return undefined;
    const { traceId, data, context } = JSON.parse(text) as Partial<ClientAnswer>;
    return { status: response.status, traceId: traceId ?? '', data: data ?? {}, context: context ?? {} };
  } catch {
    return undefined;
  }
}
