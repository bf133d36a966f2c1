/** Encrypts a token so that only this server can read it, and only as the token of this very row (AES-256-GCM). */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import type { TokenKey } from '../../config/config.ts';
import { hashesOf } from '../../repositories/intended-token.ts';

const cipher = 'aes-256-gcm';
/** NIST SP 800-38D: 96 random bits, for at most 2^32 tokens of a key. */
const nonceLength = 12;
const tagLength = 16;

/** What the ciphertext is bound to: moved to another row, it cannot be read. */
export interface SealedIdentity {
  readonly workspaceId: string;
  /** Of the token, in hexadecimal digits. */
  readonly sha256: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  /** JSON about the token, as it is stored. */
  readonly about: string;
}

interface SealedText {
  readonly keyId: string;
  /** Nonce, ciphertext and tag, in Base64. */
  readonly sealed: string;
}

function bindTo({ workspaceId, sha256, expiresAt, about }: SealedIdentity, keyId: string): Buffer {
  return Buffer.from(
    JSON.stringify(['atmos-pro sealed token 1', keyId, workspaceId, sha256, expiresAt, about]),
  );
}

export function sealToken(token: string, identity: SealedIdentity, { id, key }: TokenKey): SealedText {
  const nonce = randomBytes(nonceLength);
  const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagLength });
  encryption.setAAD(bindTo(identity, id));
  const parts = [nonce, encryption.update(token, 'utf8'), encryption.final(), encryption.getAuthTag()];
  return { keyId: id, sealed: Buffer.concat(parts).toString('base64') };
}

function decrypt(bytes: Buffer, bound: Buffer, { key }: TokenKey): string {
  const decryption = createDecipheriv(cipher, key, bytes.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decryption.setAAD(bound);
  decryption.setAuthTag(bytes.subarray(-tagLength));
  const text = decryption.update(bytes.subarray(nonceLength, -tagLength));
  return Buffer.concat([text, decryption.final()]).toString('utf8');
}

/** `key_missing`: the server does not have the key. `unreadable`: the row was changed. The token is a secret. */
export function openToken(
  { keyId, sealed }: SealedText,
  identity: SealedIdentity,
  keys: readonly TokenKey[],
): Result<string, Refusal<'key_missing' | 'unreadable'>> {
  const key = keys.find(({ id }) => id === keyId);
  if (key === undefined)
    return refuse({ tag: 'key_missing', message: `The server does not have the key ${keyId}.` });
  try {
    const token = decrypt(Buffer.from(sealed, 'base64'), bindTo(identity, keyId), key);
    if (hashesOf(token).sha256 === identity.sha256) return ok(token);
  } catch {
    // OpenSSL's error says no more than that the tag does not fit.
  }
  return refuse({ tag: 'unreadable', message: 'The stored token was changed.' });
}
