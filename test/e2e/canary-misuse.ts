/** Clients and servers that misbehave in the canary's flow: a server that repeats credentials, a client that puts them in the wrong places. */
import type { Relay, RelayRecord } from '../support/recording-relay.ts';
import { isExchange, parseBody } from './canary-places.ts';

/** Answers that repeat the request's credentials, as a misconfigured proxy in front of a server may. */
export function echo({ request }: RelayRecord) {
  const errorMessage = `${request.headers.authorization ?? ''} ${request.body}`;
  const body = JSON.stringify({ success: false, status: 403, errorMessage, traceId: 'trace-1' });
  return { status: 403, headers: { 'content-type': 'application/json' }, body };
}

/** What a client does wrong, with real secrets in the wrong places. Their answers are in the records. */
export async function misuse(relay: Relay, workspaceId: string): Promise<void> {
  const exchanged = relay.records.find(({ request }) => isExchange(request));
  const idToken = String(parseBody(exchanged?.request.body ?? '')['token']);
  const session = String(parseBody(exchanged?.answer.body ?? '').data?.['token']);
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${relay.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    await answer.text();
  };
  const exchange = '/api/v1/auth/github-oidc';
  await post(exchange, JSON.stringify({ token: idToken, workspaceId }));
  await post(exchange, JSON.stringify({ token: `${idToken}x`, workspaceId }));
  await post(exchange, JSON.stringify({ token: idToken, workspaceId, [session]: session }));
  await post(exchange, `{"token": "${idToken}", ${session}`);
  await post(exchange, JSON.stringify({ token: [idToken], workspaceId: { session } }));
  await post(exchange, idToken.repeat(200));
  await post(`/api/v1/sts?token=${session}`, '{}');
  await post('/api/v1/sts', '{}', { authorization: `Bearer ${session}x` });
  await post('/api/v1/sts', '{}', { authorization: `Bearer ${idToken}` });
  await post('/api/v1/sts', '{}', { authorization: `Basic ${session}` });
  const asJob = { authorization: `Bearer ${session}` };
  await post('/api/v1/git/commit', JSON.stringify({ branch: session, changes: session }), asJob);
  await post(`/api/v1/git/commit?token=${session}`, JSON.stringify({ [session]: idToken }), asJob);
  await post('/api/v1/git/commit', `{"branch": "${session}`, asJob);
  await post(
    '/api/v1/affected-stacks',
    JSON.stringify({ head_sha: session, repo_url: idToken, stacks: session }),
    asJob,
  );
  await post(
    '/api/v1/instances',
    JSON.stringify({ repo_url: session, instances: [{ [session]: idToken }] }),
    asJob,
  );
  await post('/api/v1/instances', `{"instances": [${session}`, asJob);
  await post('/api/v1/locks', JSON.stringify({ key: session, ttl: session }), asJob);
  await post('/api/v1/sts', JSON.stringify({ sources: { session } }), { authorization: `Bearer ${session}` });
}
