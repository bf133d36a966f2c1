/**
 * Signs a person in with the GitHub App: code flow with PKCE. The token of the person is used once, to read who it is, and deleted.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
import { Octokit } from '@octokit/core';
import * as oauth from 'oauth4webapi';
import type { Logger } from '../base/ports.ts';
import { ok, type Refusal, type Refused, type Result, refuse } from '../base/result.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import type { Person } from './collaborators.ts';
import { GitHubFailure, readGitHubFailure } from './failure.ts';

export interface SignInOptions {
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** Where browsers reach GitHub. */
  readonly signInUrl: string;
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  /** Ours, where the browser comes back to. */
  readonly callbackUrl: string;
  readonly userAgent: string;
}

export interface SignInPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly logger: Logger;
}

/** What proves at the end that the same browser began. Secrets until then. */
export interface SignInProof {
  readonly state: string;
  readonly verifier: string;
}

/** `denied`: the person canceled. `stale`: the answer is of another sign-in, or its code was used or has expired. */
type SignInRefusal = Refusal<'denied' | 'stale'>;

export interface UserSignIn {
  /** The address of GitHub's page. */
  begin(): Promise<{ readonly url: string; readonly proof: SignInProof }>;
  /** Rejects with `GitHubFailure` when GitHub does not answer. */
  finish(answer: URLSearchParams, proof: SignInProof): Promise<Result<Person, SignInRefusal>>;
}

const stale: SignInRefusal = {
  tag: 'stale',
  message: 'This sign-in has expired or was used before. Sign in again.',
};
const denied: SignInRefusal = { tag: 'denied', message: 'You canceled the sign-in at GitHub.' };

/** GitHub answers a bad code with 200 and `error` in the body, which a token endpoint must not do. */
function isRefusedCode(error: unknown): boolean {
  return (
    error instanceof oauth.ResponseBodyError ||
    (error instanceof oauth.OperationProcessingError && error.code === 'OAUTH_INVALID_RESPONSE')
  );
}

/** GitHub's words for a wrong client id or secret: a fault of the configuration, not of the person. */
function isMisconfigured(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return JSON.stringify(cause ?? '').includes('incorrect_client_credentials');
}

interface Exchange
  extends Pick<SignInOptions, 'serverUrl' | 'clientId' | 'clientSecret' | 'callbackUrl' | 'userAgent'> {
  readonly fetch: ReturnType<typeof createBoundedFetch>;
}

/** The token for the code in `answer`. Throws what oauth4webapi throws, and errors of `fetch`. */
async function exchangeCode(
  answer: URLSearchParams,
  { state, verifier }: SignInProof,
  { serverUrl, clientId, clientSecret, callbackUrl, userAgent, fetch }: Exchange,
): Promise<string> {
  const server: oauth.AuthorizationServer = {
    issuer: serverUrl,
    token_endpoint: `${serverUrl}/login/oauth/access_token`,
  };
  const client: oauth.Client = { client_id: clientId };
  const parameters = oauth.validateAuthResponse(server, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    ...([server, client, oauth.ClientSecretPost(clientSecret), parameters, callbackUrl, verifier] as const),
    {
      [oauth.customFetch]: (url, init) =>
        fetch(url, { method: init.method, headers: init.headers, body: init.body.toString() }),
      // The configuration allows http for loopback only.
      [oauth.allowInsecureRequests]: serverUrl.startsWith('http:'),
      headers: { 'user-agent': userAgent },
    },
  );
  return (await oauth.processAuthorizationCodeResponse(server, client, response)).access_token;
}

/** Throws for a failure of GitHub or of the configuration. */
function readExchangeError(error: unknown): Refused<SignInRefusal> {
  if (error instanceof oauth.AuthorizationResponseError)
    return refuse(error.error === 'access_denied' ? denied : stale);
  if (isMisconfigured(error))
    throw new GitHubFailure('unauthorized', 'GitHub does not accept the client id or the client secret.');
  if (isRefusedCode(error) || error instanceof oauth.OperationProcessingError) return refuse(stale);
  throw new GitHubFailure('unreachable', 'GitHub did not answer the sign-in.');
}

interface TokenUse {
  readonly request: Octokit['request'];
  readonly client: Pick<SignInOptions, 'clientId' | 'clientSecret'>;
  readonly ports: SignInPorts;
}

/** A token that is not deleted expires by itself within hours. */
async function deleteUserToken(token: string, { request, client, ports }: TokenUse): Promise<void> {
  const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
  await request('DELETE /applications/{client_id}/token', {
    client_id: client.clientId,
    access_token: token,
    headers: { authorization: `basic ${basic}` },
  }).catch((error: unknown) => {
    const { kind } = readGitHubFailure(error, ports.now());
    ports.logger.warn('sign-in: GitHub did not delete the token of a person', { kind });
  });
}

/** The token is deleted in any case. */
async function readPerson(token: string, use: TokenUse): Promise<Person> {
  try {
    const { data } = await use.request('GET /user', { headers: { authorization: `bearer ${token}` } });
    if (data.type === 'User' && Number.isSafeInteger(data.id))
      return { login: data.login, id: Number(data.id) };
  } catch (error) {
    throw readGitHubFailure(error, use.ports.now());
  } finally {
    await deleteUserToken(token, use);
  }
  throw new GitHubFailure('unexpected', 'GitHub returned an account that is not a user.');
}

async function describeQuestion(
  { signInUrl, clientId, callbackUrl }: SignInOptions,
  proof: SignInProof,
): Promise<string> {
  const url = new URL(`${signInUrl}/login/oauth/authorize`);
  const asked = {
    client_id: clientId,
    redirect_uri: callbackUrl,
    state: proof.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(proof.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

export function createUserSignIn(options: SignInOptions, ports: SignInPorts): UserSignIn {
  const { apiUrl, userAgent } = options;
  const fetch = createBoundedFetch({ fetch: ports.fetch, now: ports.now });
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const { request } = new Octokit({ baseUrl: apiUrl, userAgent, request: { fetch }, log });
  return {
    async begin() {
      const proof = { state: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() };
      return { url: await describeQuestion(options, proof), proof };
    },
    async finish(answer, proof) {
      let token: string;
      try {
        token = await exchangeCode(answer, proof, { ...options, fetch });
      } catch (error) {
        return readExchangeError(error);
      }
      return ok(await readPerson(token, { request, client: options, ports }));
    },
  };
}
