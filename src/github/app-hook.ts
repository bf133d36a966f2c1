/** Reads how the webhook of the App is set up, and how its last deliveries went. */
import type { ClientCalls } from './client.ts';
import { pageSize } from './pages.ts';

export interface AppHook {
  /** `undefined`: the App has no webhook. */
  readonly url: string | undefined;
  readonly isJson: boolean;
  readonly hasSecret: boolean;
  /** GitHub verifies the certificate of the server. */
  readonly verifiesTls: boolean;
}

/** Rejects with `GitHubFailure`. */
export async function readAppHook({ client, ...options }: ClientCalls): Promise<AppHook> {
  const { data } = await client.asApp((send, request) => send('GET /app/hook/config', { request }), options);
  const { url = '', content_type: type, secret = '', insecure_ssl: insecure = '0' } = data;
  return {
    url: url === '' ? undefined : url,
    isJson: type === 'json',
    hasSecret: secret !== '',
    verifiesTls: String(insecure) === '0',
  };
}

export interface HookDelivery {
  /** Of the event: a redelivery has the same. */
  readonly guid: string;
  /** By GitHub’s clock, in milliseconds. */
  readonly at: number;
  /** HTTP status of the answer; 0: there was none. */
  readonly statusCode: number;
}

/** The newest 100 of the last 3 days, newest first. Rejects with `GitHubFailure`. */
export async function listHookDeliveries({
  client,
  ...options
}: ClientCalls): Promise<readonly HookDelivery[]> {
  const { data } = await client.asApp(
    (send, request) => send('GET /app/hook/deliveries', { per_page: pageSize, request }),
    options,
  );
  return data.map(({ guid, delivered_at: at, status_code: statusCode }) => ({
    guid,
    at: Date.parse(at),
    statusCode,
  }));
}
