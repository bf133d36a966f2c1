/** Asks the runner for an ID token: the job's signed statement of who it is (docs/wire.md#id-token-and-audience). */
import { ActionError } from '../base/errors.ts';
import type { Fetch } from '../base/ports.ts';
import { type Environment, readVariable } from './environment.ts';
import { isLoopback } from './loopback.ts';

/** Whole request, in milliseconds. */
const requestTimeoutMs = 10_000;

function endpointOf(environment: Environment, audience: string): { url: URL; bearer: string } {
  const address = readVariable('ACTIONS_ID_TOKEN_REQUEST_URL', environment);
  const bearer = readVariable('ACTIONS_ID_TOKEN_REQUEST_TOKEN', environment);
  if (address === undefined || bearer === undefined) {
    throw new ActionError('INPUT_ID_TOKEN_PERMISSION', 'The job may not ask for an ID token.', {
      hint: 'Add `permissions: id-token: write` to the job. Pull requests from forks never get one.',
    });
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) {
    throw new ActionError('INPUT_INVALID', 'ACTIONS_ID_TOKEN_REQUEST_URL must be an https address.', {
      hint: 'The runner sets it; look for a step that overwrites it.',
    });
  }
  url.searchParams.set('audience', audience);
  return { url, bearer };
}

function readValue(body: string): string | undefined {
  try {
    const value: unknown = (JSON.parse(body) as { value?: unknown } | null)?.value;
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One new ID token for `audience`. Throws INPUT_ID_TOKEN_PERMISSION when the job lacks the permission, REMOTE_* when the
 * runner's endpoint fails; its body is never quoted, since it may hold a token.
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
    throw new ActionError('REMOTE_REFUSED', `The runner's ID-token endpoint answered ${response.status}.`, {
      hint: 'This is GitHub’s side; see https://www.githubstatus.com and run the job again.',
      ...(transient ? { retry: {} } : {}),
    });
  }
  const token = readValue(response.body);
  if (token !== undefined) return token;
  throw new ActionError('REMOTE_MALFORMED', 'The runner’s ID-token endpoint answered without a token.');
}
