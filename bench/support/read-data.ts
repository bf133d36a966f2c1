/** Reads what servers and child processes of a benchmark answer. */
import { isRecord } from '../../src/base/text.ts';

/** `data` of a successful response; throws with status and body for any other. */
export async function readData(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const text = await response.text();
  const body: unknown = response.status === 200 ? JSON.parse(text) : undefined;
  const data = isRecord(body) ? body['data'] : undefined;
  if (!isRecord(data)) throw new Error(`${response.url}: ${response.status} ${text}`);
  return data;
}

/** Logs in with an ID token; returns the session. */
export async function exchangeIdToken(url: string, token: string, workspaceId: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/github-oidc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, workspaceId }),
  });
  return String((await readData(response))['token']);
}
