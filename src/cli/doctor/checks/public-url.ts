/** Checks that clients reach this server at its `public_url`. */

import { isRecord } from '../../../base/text.ts';
import type { ServerConfig } from '../../../server/config/config.ts';
import { describeCause } from '../../describe-cause.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';

const readinessTimeoutMs = 8_000;

interface Readiness {
  readonly status: number;
  /** `undefined` when the body is not the server's envelope. */
  readonly success: boolean | undefined;
  readonly errorMessage: string;
}

async function askForReadiness(url: string, fetch: typeof globalThis.fetch): Promise<Readiness> {
  const response = await fetch(url, { signal: AbortSignal.timeout(readinessTimeoutMs), redirect: 'manual' });
  const parsed: unknown = await response.json().catch(() => undefined);
  const { success, errorMessage } = isRecord(parsed) ? parsed : {};
  return {
    status: response.status,
    success: typeof success === 'boolean' ? success : undefined,
    errorMessage: String(errorMessage),
  };
}

export async function checkPublicUrl(
  { publicUrl }: Pick<ServerConfig, 'publicUrl'>,
  ports: { readonly fetch: typeof globalThis.fetch },
): Promise<DoctorResult[]> {
  const url = `${publicUrl}/readyz`;
  let readiness: Readiness;
  try {
    readiness = await askForReadiness(url, ports.fetch);
  } catch (error) {
    return [warn('public-url-unreachable', `${url} did not answer (${describeCause(error)}).`)];
  }
  const { status, success, errorMessage } = readiness;
  if (status >= 300 && status < 400)
    return [fail('public-url-redirects', `${url} redirects (HTTP ${status}).`)];
  if (status === 200 && success === true) return [pass(`${publicUrl} is ready.`)];
  if (status === 503 && success === false)
    return [fail('public-url-not-ready', `${publicUrl} is not ready: ${errorMessage}`)];
  return [
    fail(
      'public-url-foreign',
      `${url} answered HTTP ${status}, and the response is not one of an Atmos Pro server.`,
    ),
  ];
}
