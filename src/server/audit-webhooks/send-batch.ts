/** Sends audit entries to a destination in one signed request. */

import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import type { PostWebhook, WebhookResult } from './post.ts';
import { renderBatch } from './render-events.ts';
import { signBody } from './sign.ts';

/** Longest description of an attempt's result, in characters. */
const maxResultLength = 300;

export interface SendPorts {
  readonly post: PostWebhook;
  /** Of this server: what the events come from. */
  readonly publicUrl: string;
  readonly signal?: AbortSignal | undefined;
}

export interface SendOutcome {
  readonly delivered: boolean;
  /** How it ended, for people. */
  readonly result: string;
}

/** Anything but 2xx is a failure: a redirect would take the entries elsewhere. */
function judge(result: WebhookResult): SendOutcome {
  if (result.status === 'failed')
    return { delivered: false, result: result.reason.slice(0, maxResultLength) };
  const { httpStatus } = result;
  return { delivered: httpStatus >= 200 && httpStatus < 300, result: `it answered ${httpStatus}` };
}

function signatureHeader(body: string, secrets: readonly string[]): Readonly<Record<string, string>> {
  return secrets.length === 0 ? {} : { 'x-webhook-signature': signBody(body, secrets) };
}

/** `deliveryId` is the same in every attempt of a batch, so that the receiver can drop duplicates. */
export async function sendBatch(
  { entries, deliveryId }: { readonly entries: readonly StoredAuditEntry[]; readonly deliveryId: string },
  { url, format, headers, secrets, allowPrivateNetwork }: WebhookDestination,
  { post, publicUrl, signal }: SendPorts,
): Promise<SendOutcome> {
  const { contentType, body } = renderBatch(entries, format, publicUrl);
  const result = await post({
    url,
    body,
    allowPrivateNetwork,
    headers: {
      ...headers,
      'content-type': contentType,
      'user-agent': 'atmos-pro',
      'x-webhook-id': deliveryId,
      ...signatureHeader(body, secrets),
    },
    signal,
  });
  return judge(result);
}
