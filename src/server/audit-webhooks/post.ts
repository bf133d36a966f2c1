/** Sends one delivery. The address is checked after the host name was resolved, and the connection goes to the checked address. */
import { type LookupAddress, lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './private-network.ts';

export interface WebhookRequest {
  readonly url: string;
  /** `HEAD` only checks that the destination answers. */
  readonly method?: 'POST' | 'HEAD' | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowPrivateNetwork: boolean;
  readonly signal?: AbortSignal | undefined;
}

export type WebhookResult =
  | { readonly status: 'answered'; readonly httpStatus: number }
  /** `reason` is for people and contains nothing of the request. */
  | { readonly status: 'failed'; readonly reason: string };

export type PostWebhook = (request: WebhookRequest) => Promise<WebhookResult>;

/** Whole exchange, in milliseconds. */
const timeoutMs = 10_000;

class PrivateAddress extends Error {
  constructor(host: string) {
    super(`${host} is a private network address; set allow_private_network to allow it`);
  }
}

/** Node's own lookup. Rejects a name if any of its addresses is not public. */
const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) {
      callback(error, '', 0);
      return;
    }
    const isPublic = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address));
    if (!isPublic) {
      callback(new PrivateAddress(hostname), '', 0);
      return;
    }
    if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
  });
};

/** A host that is an IP address is not resolved, so it is checked here. */
function refuseAddress({ hostname }: URL): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) !== 0 && !isPublicAddress(address) ? new PrivateAddress(address).message : undefined;
}

function reasonOf(error: Error & { readonly code?: string }): string {
  if (error instanceof PrivateAddress) return error.message;
  // Node's messages may name addresses and ports, which is what an administrator needs.
  return error.code === undefined ? error.message : `${error.code}: ${error.message}`;
}

/** Never rejects. Follows no redirect, goes through no proxy, reads nothing of the answer but its status. */
export const postWebhook: PostWebhook = ({
  url,
  method = 'POST',
  headers,
  body,
  allowPrivateNetwork,
  signal,
}) => {
  const deadline = AbortSignal.timeout(timeoutMs);
  const target = new URL(url);
  const refusal = allowPrivateNetwork ? undefined : refuseAddress(target);
  if (refusal !== undefined) return Promise.resolve({ status: 'failed', reason: refusal });
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const sent = request(
      target,
      {
        method,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        // A connection of its own: a kept one may have been checked by other rules.
        agent: false,
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        lookup: allowPrivateNetwork ? lookup : lookUpPublic,
      },
      (response) => {
        resolve({ status: 'answered', httpStatus: response.statusCode ?? 0 });
        response.destroy();
      },
    );
    sent.on('error', (error) => resolve({ status: 'failed', reason: reasonOf(error) }));
    sent.end(body);
  });
};
