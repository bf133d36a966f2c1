/** This machine's clock against GitHub's: ID tokens are judged by it, and the App signs with it. */
import { type Finding, fail, ok, warn } from '../check.ts';

/** The `Date` header has whole seconds and the answer takes time: less than this is not seen, in milliseconds. */
const resolutionMs = 2_000;
const timeoutMs = 8_000;
/** GitHub refuses a JWT of the App from the future; the client dates its own back by this much, in seconds. */
const appToleranceSeconds = 30;

/** `apiUrl`: its answer is not looked at, only when it was given. */
export async function checkClock(
  apiUrl: string,
  toleranceSeconds: number,
  ports: { readonly fetch: typeof globalThis.fetch; readonly now: () => number },
): Promise<Finding[]> {
  const before = ports.now();
  let date: string | null;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await ports.fetch(`${apiUrl}/meta`, { signal, redirect: 'manual' });
    await response.body?.cancel();
    date = response.headers.get('date');
  } catch (error) {
    const reason = error instanceof Error ? describeCause(error) : String(error);
    return [
      fail(
        'github-unreachable',
        `GitHub's API at ${apiUrl} cannot be reached (${reason}).`,
        'Let this host reach it; HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are honoured. Check `github.server_url`.',
      ),
    ];
  }
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs))
    return [warn('clock-unknown', 'GitHub did not say what time it is.', 'Check the clock by other means.')];
  // The second began up to a second ago, somewhere between asking and being answered.
  const skewMs = (before + ports.now()) / 2 - (theirs + 500);
  const seconds = Math.round(Math.abs(skewMs) / 100) / 10;
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  const advice = 'Let this host keep its time with NTP.';
  if (Math.abs(skewMs) <= resolutionMs) return [ok("The clock agrees with GitHub's.")];
  if (seconds > Math.min(toleranceSeconds, appToleranceSeconds))
    return [
      fail(
        'clock-wrong',
        `The clock is ${seconds} s ${side} GitHub's: ID tokens or the App's own JWT will be refused.`,
        advice,
      ),
    ];
  return [warn('clock-off', `The clock is ${seconds} s ${side} GitHub's.`, advice)];
}

function describeCause(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : error.message;
}
