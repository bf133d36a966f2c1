/** Sends a webhook's request over HTTP, as GitHub does: 10 seconds, no redirects, no second attempt. */

interface HookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type HookAnswer =
  | {
      readonly status: 'answered';
      readonly code: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly status: 'timed out' | 'failed to connect' };

/** Never rejects. */
export type SendHook = (request: HookRequest) => Promise<HookAnswer>;

/** How long GitHub waits for an answer, in milliseconds. */
const answerTimeoutMs = 10_000;
/** Characters of an answer that are kept. */
const maxAnswerCharacters = 64 * 1024;

export function createHookSender(
  options: { readonly timeoutMs?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): SendHook {
  const { timeoutMs = answerTimeoutMs, signal: stopped } = options;
  return async ({ url, headers, body }) => {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const signal = stopped === undefined ? late : AbortSignal.any([late, stopped]);
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      const text = await response.text();
      return {
        status: 'answered',
        code: response.status,
        headers: Object.fromEntries(response.headers),
        body: text.slice(0, maxAnswerCharacters),
      };
    } catch {
      return { status: late.aborted ? 'timed out' : 'failed to connect' };
    }
  };
}
