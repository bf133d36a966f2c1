/** RSA keys: the issuer's, made at start, rotated on request, published as a JWKS; and those of Apps, in PEM. */
import { createHash, generateKeyPair as generateNodeKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

/** Strength of every RSA key in the world, in bits; what GitHub uses. */
const rsaModulusBits = 2048;

export interface IssuerKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** As published, with `kid`, `use` and `alg`. */
  readonly publicJwk: JWK;
}

export interface PemPair {
  /** PKCS #1. */
  readonly privateKey: string;
  /** SPKI. */
  readonly publicKey: string;
}

export async function createPemPair(): Promise<PemPair> {
  return await promisify(generateNodeKeyPair)('rsa', {
    modulusLength: rsaModulusBits,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

export async function createSigningKey(): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: rsaModulusBits });
  const jwk = await exportJWK(publicKey);
  const keyId = createHash('sha1')
    .update(JSON.stringify([jwk.n, jwk.e]))
    .digest('hex')
    .toUpperCase();
  return { keyId, privateKey, publicJwk: { ...jwk, kid: keyId, use: 'sig', alg: 'RS256' } };
}

/**
 * Signs with a new key from now on. Older keys stay published unless `retireOld`: GitHub keeps a key in its JWKS for
 * longer than its last token lives.
 */
export async function rotateSigningKey(
  world: { readonly signingKeys: IssuerKey[] },
  options: { readonly retireOld?: boolean | undefined } = {},
): Promise<IssuerKey> {
  const key = await createSigningKey();
  if (options.retireOld === true) world.signingKeys.length = 0;
  world.signingKeys.unshift(key);
  return key;
}
