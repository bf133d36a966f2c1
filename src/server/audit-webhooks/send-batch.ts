/** Sends audit entries to a destination in one signed request. */

import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import type { PostWebhook, WebhookResult } from './post.ts';
import { renderBatch } from './render-events.ts';
import { signBody } from './sign.ts';

/** Longest account of a try, in characters. */
const maxResultLength = 300;

export interface SendParts {
  readonly post: PostWebhook;
  /** Of this server: what the events come from. */
  readonly publicUrl: string;
  readonly signal?: AbortSignal;
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

/** `deliveryId` is the same in every try of a batch, so that the receiver can drop what it has seen. */
export async function sendBatch(
  { entries, deliveryId }: { readonly entries: readonly StoredAuditEntry[]; readonly deliveryId: string },
  { url, format, headers, secrets, allowPrivateNetwork }: WebhookDestination,
  { post, publicUrl, signal }: SendParts,
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
      ...(secrets.length === 0 ? {} : { 'x-webhook-signature': signBody(body, secrets) }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  return judge(result);
}
