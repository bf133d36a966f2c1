/** Signs a delivery, so that its receiver can tell it from anybody else's. */
import { createHmac } from 'node:crypto';

/**
 * The value of `x-webhook-signature`: `sha256=` and the HMAC-SHA256 of the raw body in hexadecimal, once per secret, with a comma
 * between them. A receiver accepts the delivery when any of them fits a secret that it knows.
 */
export function signBody(body: string, secrets: readonly string[]): string {
  return secrets
    .map((secret) => `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`)
    .join(',');
}
