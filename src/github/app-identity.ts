/** Who the App is on GitHub. */
import type { CallOptions, GitHubClient } from './client.ts';
import { GitHubFailure } from './failure.ts';

/** Login of the App's own account, `slug[bot]`; brackets are in no login that a person can register. */
export async function readBotLogin(client: GitHubClient, options?: CallOptions): Promise<string> {
  const { data } = await client.asApp((send, request) => send('GET /app', { request }), options);
  if (data?.slug) return `${data.slug}[bot]`;
  throw new GitHubFailure('unexpected', 'GitHub described the App without its slug.');
}
