/** Keys that the worlds of a process share: making them takes longer than most tests. */
import { generateKeyPairSync } from 'node:crypto';
import { createSigningKey, type IssuerKey } from '../../src/simulator/world/signing-keys.ts';

let appKey: string | undefined;
let issuerKey: Promise<IssuerKey> | undefined;

/** Of an App, in PEM. */
export function readAppKey(): string {
  appKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  return appKey;
}

export function readIssuerKey(): Promise<IssuerKey> {
  issuerKey ??= createSigningKey();
  return issuerKey;
}
