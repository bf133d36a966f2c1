/** Makes a key pair that signs sessions. */
import { exportJWK, generateKeyPair } from 'jose';

/** Ed25519: small signatures, quick to make. */
export const sessionAlgorithm = 'EdDSA';

/** The private key as a JWK in JSON. A secret. */
export async function makePrivateKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(sessionAlgorithm, { crv: 'Ed25519', extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}
