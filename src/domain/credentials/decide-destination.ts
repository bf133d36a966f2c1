/**
 * Where credentials go, with which audience, under which name, and whether they are revoked: the workflow decides, by an input or by a
 * variable. The files of a checkout never do, because a pull request can write them. A file that says otherwise is refused, except for
 * revocation, which then happens all the same.
 */

import { ok, type Refusal, type Result, refuse } from '../../base/result.ts';
import { quoteText } from '../../base/text.ts';

/** The server that gets the credentials of the job, and the audience of the OIDC token. */
export interface Destination {
  readonly baseUrl: string;
  /** Path of the API. */
  readonly endpoint: string;
  readonly audience: string;
}

/** The hosted server. */
export const defaultDestination: Destination = {
  baseUrl: 'https://atmos-pro.com',
  endpoint: 'api/v1',
  audience: 'atmos-pro.com',
};

/** Name of the token's variable if the workflow names none. The Atmos CLI uses it and reads it. */
export const defaultTokenEnv = 'ATMOS_PRO_GITHUB_TOKEN';

/** What each says about one setting; `undefined` is nothing. */
export interface Said {
  /** The workflow: an input, else a variable. */
  readonly workflow: string | undefined;
  /** atmos.yaml and what it imports. */
  readonly checkout: string | undefined;
}

export interface CheckoutDecides extends Refusal<'checkout_decides'> {
  /** One imperative, with the line to add to the workflow. */
  readonly hint: string;
}

interface Rule {
  /** The input that decides. */
  readonly input: string;
  /** What the setting names. */
  readonly what: string;
  readonly fallback: string;
  /** Form in which two spellings of a value are equal. */
  readonly normalize: (value: string) => string;
}

/** Longest value that a message repeats, in characters. */
const maxShownLength = 200;

function asUrl(value: string): string {
  return (URL.canParse(value) ? new URL(value).href : value).replace(/\/+$/, '');
}

function asPath(value: string): string {
  return value.replace(/^\/+|\/+$/g, '');
}

const rules: Readonly<Record<keyof Destination | 'tokenEnv', Rule>> = {
  baseUrl: {
    input: 'base-url',
    what: 'the server that gets the OIDC token',
    fallback: defaultDestination.baseUrl,
    normalize: asUrl,
  },
  endpoint: {
    input: 'endpoint',
    what: 'the path that gets the OIDC token',
    fallback: defaultDestination.endpoint,
    normalize: asPath,
  },
  audience: {
    input: 'audience',
    what: 'the audience of the OIDC token',
    fallback: defaultDestination.audience,
    normalize: (value) => value,
  },
  tokenEnv: {
    input: 'token-env',
    what: 'the variable that gets the token',
    fallback: defaultTokenEnv,
    normalize: (value) => value,
  },
};

/** As a YAML value: plain where that is safe, else in quotes. */
function asYaml(value: string): string {
  return /^[A-Za-z][\w.:/-]*$/.test(value) && !value.endsWith(':') ? value : quoteText(value, maxShownLength);
}

function decide(rule: Rule, { workflow, checkout }: Said): Result<string, CheckoutDecides> {
  if (workflow !== undefined) return ok(workflow);
  const { input, what, fallback, normalize } = rule;
  if (checkout === undefined || normalize(checkout) === normalize(fallback)) return ok(fallback);
  return refuse({
    tag: 'checkout_decides',
    message: `atmos.yaml names ${what}, which only the workflow may do: ${quoteText(checkout, maxShownLength)}.`,
    hint: `If you trust this value, add \`${input}: ${asYaml(checkout)}\` under \`with:\` of this step. Otherwise remove it from atmos.yaml.`,
  });
}

/** The destination. Refused if only the checkout names another server, path or audience. */
export function decideDestination(
  said: Readonly<Record<keyof Destination, Said>>,
): Result<Destination, CheckoutDecides> {
  const baseUrl = decide(rules.baseUrl, said.baseUrl);
  if (baseUrl.status === 'refused') return baseUrl;
  const endpoint = decide(rules.endpoint, said.endpoint);
  if (endpoint.status === 'refused') return endpoint;
  const audience = decide(rules.audience, said.audience);
  if (audience.status === 'refused') return audience;
  return ok({ baseUrl: baseUrl.value, endpoint: endpoint.value, audience: audience.value });
}

/** Name, or template of a name, of the variable for the token. Refused if only the checkout names another one. */
export function decideTokenEnv(said: Said): Result<string, CheckoutDecides> {
  return decide(rules.tokenEnv, said);
}

/** Whether the tokens are revoked at the end of the job: unless the workflow says otherwise. */
export function decideRevocation(workflow: boolean | undefined): boolean {
  return workflow ?? true;
}
