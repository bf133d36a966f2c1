/** The private keys of the GitHub App: one, or two while one takes the other's place. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { ActionError } from '../base/errors.ts';

/** Most keys at a time: the one in use and the one that follows it. */
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
 * Reads `text`: one or two keys in either PEM form, one after the other; line ends may be escaped, as environment variables
 * often carry them. Throws `INPUT_CONFIG_INVALID`, which names `source` and repeats nothing of the text.
 */
export function readAppKeys(text: string, source: string): readonly AppKey[] {
  try {
    const blocks = text.replaceAll('\\n', '\n').match(pemBlock) ?? [];
    if (blocks.length === 0 || blocks.length > maxAppKeys) throw new Error('the wrong number of keys');
    const keys = blocks.map(readAppKey);
    return keys.filter((key, index) => keys.findIndex(({ pem }) => pem === key.pem) === index);
  } catch {
    // The cause may quote the input, which is a secret.
    throw new ActionError(
      'INPUT_CONFIG_INVALID',
      `The GitHub App's private key (${source}) cannot be read: it takes one RSA key in PEM, or two while they are rotated.`,
      { hint: 'Give the .pem file as GitHub offered it for download, unencrypted.' },
    );
  }
}
