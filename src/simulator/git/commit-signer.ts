/** Signs what GitHub itself commits. GitHub uses PGP; this is the SSH form (`PROTOCOL.sshsig`), which git verifies just the same. */
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';

export interface CommitSigner {
  /** For an `allowed_signers` file of git: `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
  /** Armored. */
  sign(payload: string): string;
  verify(payload: string, signature: string): boolean;
}

const keyType = 'ssh-ed25519';
const magic = Buffer.from('SSHSIG');
const namespace = 'git';
const hashName = 'sha512';
const armorLine = 70;
const ed25519KeyBytes = 32;
const ed25519SignatureBytes = 64;

/** SSH's `string`: its length in four bytes, then itself. */
function field(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function armor(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${armorLine}}`, 'g')) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

function signedData(payload: string): Buffer {
  const hash = createHash(hashName).update(payload).digest();
  return Buffer.concat([magic, field(namespace), field(''), field(hashName), field(hash)]);
}

/** With a key of its own, made at once. */
export function createCommitSigner(): CommitSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-ed25519KeyBytes);
  const keyBlob = Buffer.concat([field(keyType), field(raw)]);
  const version = Buffer.from([0, 0, 0, 1]);
  const head = Buffer.concat([magic, version, field(keyBlob), field(namespace), field(''), field(hashName)]);

  return {
    publicKey: `${keyType} ${keyBlob.toString('base64')}`,
    sign(payload) {
      const signature = sign(null, signedData(payload), privateKey);
      return armor(Buffer.concat([head, field(Buffer.concat([field(keyType), field(signature)]))]));
    },
    verify(payload, signature) {
      const bytes = Buffer.from(signature.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
      if (!bytes.subarray(0, head.length).equals(head)) return false;
      return verify(null, signedData(payload), publicKey, bytes.subarray(-ed25519SignatureBytes));
    },
  };
}
