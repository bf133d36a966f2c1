/** Asks the runner for an ID token: the job's signed statement of who it is (docs/wire.md#id-token-and-audience). */
import { ActionError } from '../base/errors.ts';
import type { Fetch } from '../base/ports.ts';
import { isRecord } from '../base/text.ts';
import { type Environment, readVariable } from './environment.ts';
import { isLoopback } from './loopback.ts';

/** Whole request, in milliseconds. */
const requestTimeoutMs = 10_000;

function endpointOf(environment: Environment, audience: string): { url: URL; bearer: string } {
  const address = readVariable('ACTIONS_ID_TOKEN_REQUEST_URL', environment);
  const bearer = readVariable('ACTIONS_ID_TOKEN_REQUEST_TOKEN', environment);
  if (address === undefined || bearer === undefined) {
    throw new ActionError('INPUT_ID_TOKEN_PERMISSION', 'This job cannot request an OIDC token.', {
      hint: 'Add `permissions: id-token: write` to the job. Pull requests from forks cannot request one.',
    });
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) {
    throw new ActionError('INPUT_INVALID', 'ACTIONS_ID_TOKEN_REQUEST_URL must be an https:// URL.', {
      hint: 'The runner sets it. Check for an earlier step that overwrites it.',
    });
  }
  url.searchParams.set('audience', audience);
  return { url, bearer };
}

function readValue(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    const value = isRecord(answer) ? answer['value'] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A new OIDC token for `audience`. Throws INPUT_ID_TOKEN_PERMISSION without the permission, REMOTE_* if the endpoint fails. The
 * response is never quoted: it may contain a token.
 */
export async function requestIdToken(
  audience: string,
  environment: Environment,
  ports: { readonly fetch: Fetch },
): Promise<string> {
  const { url, bearer } = endpointOf(environment, audience);
  const response = await ports.fetch({
    method: 'GET',
    url: url.href,
    headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
    timeoutMs: requestTimeoutMs,
  });
  if (response.status !== 200) {
    const transient = response.status >= 500 || response.status === 429;
    throw new ActionError('REMOTE_REFUSED', `The OIDC endpoint of the runner returned ${response.status}.`, {
      hint: 'Check https://www.githubstatus.com and run the job again.',
      retry: transient ? {} : undefined,
    });
  }
  const token = readValue(response.body);
  if (token !== undefined) return token;
  throw new ActionError('REMOTE_MALFORMED', 'The OIDC endpoint of the runner returned no token.');
}
