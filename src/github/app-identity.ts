/** Reads the identity of the App. */
import type { ClientCalls } from './client.ts';
import { GitHubFailure } from './failure.ts';

/** Login of the App's bot, `slug[bot]`. A person cannot register a login with brackets. */
export async function readBotLogin(calls: ClientCalls): Promise<string> {
  const { client, ...options } = calls;
  const { data } = await client.asApp((send, request) => send('GET /app', { request }), options);
  if (data?.slug) return `${data.slug}[bot]`;
  throw new GitHubFailure('unexpected', 'GitHub returned the App without its slug.');
}

/** The App's numeric id. */
export async function readAppId(calls: ClientCalls): Promise<number> {
  const { client, ...options } = calls;
  const { data } = await client.asApp((send, request) => send('GET /app', { request }), options);
  if (data?.id) return data.id;
  throw new GitHubFailure('unexpected', 'GitHub returned the App without its id.');
}

export interface AppIdentity {
  readonly id: number;
  /** Login of its bot. */
  readonly botLogin: string;
}

/** Both, by one call. */
export async function readAppIdentity(calls: ClientCalls): Promise<AppIdentity> {
  const { client, ...options } = calls;
  const { data } = await client.asApp((send, request) => send('GET /app', { request }), options);
  if (data?.slug && data.id) return { id: data.id, botLogin: `${data.slug}[bot]` };
  throw new GitHubFailure('unexpected', 'GitHub returned the App without its id or slug.');
}
