/** The private keys of the GitHub App: one, or two during a rotation. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { ActionError } from '../base/errors.ts';

/** Most keys at a time: the current one and the next one. */
const maxAppKeys = 2;

export interface AppKey {
  /** PKCS #8 in PEM. A secret. */
  readonly pem: string;
  /** As GitHub shows it in the App's settings: `SHA256:` and the hash of the public key, in base64. */
  readonly fingerprint: string;
}

const pemBlock = /-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----/g;

function readAppKey(pem: string): AppKey {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'rsa') throw new Error('not an RSA key');
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint: `SHA256:${createHash('sha256').update(publicKey).digest('base64')}`,
  };
}

/**
 * Reads `text`: one or two keys, PKCS #1 or PKCS #8 in PEM, one after the other. Line ends may be escaped, as in environment variables.
 * Throws INPUT_CONFIG_INVALID, which names `source` and quotes nothing of the text.
 */
export function readAppKeys(text: string, source: string): readonly AppKey[] {
  try {
    const blocks = text.replaceAll('\\n', '\n').match(pemBlock) ?? [];
    if (blocks.length === 0 || blocks.length > maxAppKeys) throw new Error('wrong number of keys');
    const keys = blocks.map(readAppKey);
    return keys.filter((key, index) => keys.findIndex(({ pem }) => pem === key.pem) === index);
  } catch {
    // The cause may quote the key.
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `The private key of the GitHub App (${source}) cannot be read: expected one RSA key in PEM, or two during a rotation.`,
      { hint: 'Use the .pem file as downloaded from GitHub, unencrypted.' },
    );
  }
}
