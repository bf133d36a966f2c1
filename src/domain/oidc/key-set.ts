/** The keys that an issuer publishes: where they are, which of them count. */

import { type CryptoKey, importJWK, type JWK } from 'jose';
import { ActionError } from '../../base/errors.ts';
import type { Fetch } from '../../base/ports.ts';
import { isRecord } from '../../base/text.ts';

export interface TrustedIssuer {
  /** Exactly as the tokens' `iss` has it, such as `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** Where its keys are; by default what its discovery document says. */
  readonly jwksUri?: string | undefined;
}

/** Key id → public RSA key for RS256. */
export type KeySet = ReadonlyMap<string, CryptoKey>;

/** One request; an exchange makes at most two, and the CLI waits 15 s for its answer. */
const fetchTimeoutMs = 5_000;
/** In UTF-16 code units; GitHub's documents have about 1,500 and 6,000. */
const maxDocumentLength = 102_400;
const maxKeys = 64;
/** In bits: below, RS256 is not allowed; above, verifying takes too long. */
const modulusBits = { min: 2_048, max: 8_192 };
export const maxKeyIdLength = 256;

function unreachable(issuer: string, what: string, cause?: unknown): ActionError {
  return new ActionError('REMOTE_UNREACHABLE', `The keys of the issuer ${issuer} cannot be had: ${what}.`, {
    hint: 'Check that the server can reach the issuer, and its proxy and TLS settings.',
    cause,
  });
}

async function fetchDocument(url: string, issuer: string, fetch: Fetch): Promise<Record<string, unknown>> {
  const response = await fetch({
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    timeoutMs: fetchTimeoutMs,
  }).catch((cause: unknown) => {
    throw unreachable(issuer, `${url} did not answer`, cause);
  });
  // The port follows no redirect, so that a 3xx ends here too.
  if (response.status !== 200) throw unreachable(issuer, `${url} answered ${response.status}`);
  if (response.body.length > maxDocumentLength)
    throw unreachable(issuer, `${url} answered more than 100 KiB`);
  let document: unknown;
  try {
    document = JSON.parse(response.body);
  } catch (cause) {
    throw unreachable(issuer, `${url} did not answer JSON`, cause);
  }
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw unreachable(issuer, `${url} did not answer a JSON object`);
  }
  return { ...document };
}

/** Discovery; the keys must be at the issuer's own scheme, host and port, whatever its document says. */
async function findJwksUri({ issuer, jwksUri }: TrustedIssuer, fetch: Fetch): Promise<string> {
  if (jwksUri !== undefined) return jwksUri;
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const document = await fetchDocument(url, issuer, fetch);
  if (document['issuer'] !== issuer) throw unreachable(issuer, `${url} names another issuer`);
  const found = document['jwks_uri'];
  if (typeof found !== 'string' || !URL.canParse(found) || new URL(found).origin !== new URL(issuer).origin) {
    throw unreachable(issuer, `${url} puts the keys on another host`);
  }
  return found;
}

function isUsable(jwk: unknown): jwk is JWK & { kid: string } {
  if (!isRecord(jwk)) return false;
  const { kty, kid, use, alg } = jwk;
  const identified = typeof kid === 'string' && kid !== '' && kid.length <= maxKeyIdLength;
  return kty === 'RSA' && identified && (use ?? 'sig') === 'sig' && (alg ?? 'RS256') === 'RS256';
}

async function importKey({ kid, n, e }: JWK & { kid: string }): Promise<[string, CryptoKey][]> {
  try {
    // Public members only, whatever else the document carries.
    const key = await importJWK({ kty: 'RSA', ...(n ? { n } : {}), ...(e ? { e } : {}) }, 'RS256');
    const bits = key instanceof Uint8Array ? 0 : Number(Reflect.get(key.algorithm, 'modulusLength'));
    const usable = bits >= modulusBits.min && bits <= modulusBits.max;
    return usable && !(key instanceof Uint8Array) ? [[kid, key]] : [];
  } catch {
    // An unusable key is treated as not published; a token that names it is refused accordingly.
    return [];
  }
}

/** Fetches what `issuer` publishes now, in one or two requests; rejects with `REMOTE_UNREACHABLE` when there is no usable key. */
export async function fetchKeySet(trusted: TrustedIssuer, fetch: Fetch): Promise<KeySet> {
  const url = await findJwksUri(trusted, fetch);
  const { keys } = await fetchDocument(url, trusted.issuer, fetch);
  const published: readonly unknown[] = Array.isArray(keys) ? keys.slice(0, maxKeys) : [];
  const imported = await Promise.all(published.filter(isUsable).map(importKey));
  const set = new Map(imported.flat());
  if (set.size === 0) throw unreachable(trusted.issuer, `${url} has no key for RS256`);
  return set;
}
