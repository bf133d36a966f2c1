/** Signs a webhook's payload as GitHub does. */
import { createHmac } from 'node:crypto';

/** The headers for the bytes that are sent; none without a secret. */
export function signatureHeaders(secret: string | undefined, payload: string): Record<string, string> {
  if (secret === undefined) return {};
  const sign = (algorithm: string) =>
    `${algorithm}=${createHmac(algorithm, secret).update(payload).digest('hex')}`;
  return { 'X-Hub-Signature': sign('sha1'), 'X-Hub-Signature-256': sign('sha256') };
}
