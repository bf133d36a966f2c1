/** Verifies that a request is a delivery of our App's webhook: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries. */
import type { IncomingHttpHeaders } from 'node:http';
import { verify } from '@octokit/webhooks-methods';

/** What the headers of a delivery say, unproven until the signature is verified. */
export interface DeliveryHeaders {
  /** `X-GitHub-Delivery`. */
  readonly guid: string;
  /** `X-GitHub-Event`. */
  readonly event: string;
  /** `X-Hub-Signature-256`: `sha256=` and 64 hexadecimal digits. */
  readonly signature: string;
  /** `X-GitHub-Hook-Installation-Target-ID`, of a webhook of an App. */
  readonly appId: string;
}

const guidPattern = /^[0-9A-Za-z-]{8,64}$/;
const eventPattern = /^[a-z_]{2,64}$/;
const signaturePattern = /^sha256=[0-9a-f]{64}$/;
const idPattern = /^[1-9][0-9]{0,18}$/;

function readHeader(headers: IncomingHttpHeaders, name: string, pattern: RegExp): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

/** `undefined`: no request of GitHub to the webhook of an App looks like this. */
export function readDeliveryHeaders(headers: IncomingHttpHeaders): DeliveryHeaders | undefined {
  const guid = readHeader(headers, 'x-github-delivery', guidPattern);
  const event = readHeader(headers, 'x-github-event', eventPattern);
  const signature = readHeader(headers, 'x-hub-signature-256', signaturePattern);
  const appId = readHeader(headers, 'x-github-hook-installation-target-id', idPattern);
  if (headers['x-github-hook-installation-target-type'] !== 'integration') return undefined;
  if (guid === undefined || event === undefined || signature === undefined || appId === undefined)
    return undefined;
  return { guid, event, signature, appId };
}

/** Whether one of `secrets` signed the body. */
export async function isSigned(
  body: string,
  signature: string,
  secrets: readonly string[],
): Promise<boolean> {
  if (body === '') return false;
  // All of them, so that the time does not tell which one fits.
  const fits = await Promise.all(secrets.map((secret) => verify(secret, body, signature)));
  return fits.includes(true);
}
