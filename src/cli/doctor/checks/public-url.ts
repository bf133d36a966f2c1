/** Whether clients reach this server where the configuration says. */
import type { ServerConfig } from '../../../server/config/config.ts';
import { type Finding, fail, ok, warn } from '../check.ts';

const timeoutMs = 8_000;

interface Readiness {
  readonly success?: unknown;
  readonly errorMessage?: unknown;
}

export async function checkPublicUrl(
  { publicUrl }: Pick<ServerConfig, 'publicUrl'>,
  fetch: typeof globalThis.fetch,
): Promise<Finding[]> {
  const url = `${publicUrl}/readyz`;
  let response: Response;
  let body: Readiness;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    body = (await response.json().catch(() => ({}))) as Readiness;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason =
      cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : String(cause);
    return [
      warn(
        'public-url-unreachable',
        `${url} cannot be reached from here (${reason}).`,
        'Start the server, and check the name, the TLS in front of it and its certificate. From elsewhere it may look different.',
      ),
    ];
  }
  if (response.status >= 300 && response.status < 400)
    return [
      fail(
        'public-url-redirects',
        `${url} redirects.`,
        'The Atmos CLI turns a redirected request into one without a body: `public_url` must be the final address.',
      ),
    ];
  if (response.status === 200 && body.success === true) return [ok(`${publicUrl} answers, and is ready.`)];
  if (response.status === 503 && body.success === false)
    return [
      fail(
        'public-url-not-ready',
        `${publicUrl} answers, and is not ready: ${String(body.errorMessage)}`,
        'See the database above, and the server’s log.',
      ),
    ];
  return [
    fail(
      'public-url-foreign',
      `${url} answered ${response.status}, and not as this server does.`,
      'Something else has that address, or the proxy in front passes a path on under another name.',
    ),
  ];
}
