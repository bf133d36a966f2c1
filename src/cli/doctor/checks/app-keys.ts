/** During a key rotation: which of the two keys GitHub accepts. Prints fingerprints, never a key. */
import { readAppKeys } from '../../../github/app-keys.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import { type DoctorResult, pass, warn } from '../check.ts';

/** Nothing for a single key: `checkApp` covers that. */
export async function checkAppKeys(
  pem: string,
  clientWith: (pem: string) => GitHubClient,
): Promise<DoctorResult[]> {
  const keys = readAppKeys(pem, 'as configured');
  if (keys.length < 2) return [];
  return Promise.all(
    keys.map(async ({ pem: one, fingerprint }): Promise<DoctorResult> => {
      try {
        await clientWith(one).asApp((send, request) => send('GET /app', { request }));
        return pass(`GitHub accepts the key ${fingerprint}.`);
      } catch (error) {
        if (!(error instanceof GitHubFailure) || error.kind !== 'unauthorized') throw error;
        return warn(
          'app-key-unknown',
          `GitHub rejects the key ${fingerprint}, one of two in the configuration.`,
        );
      }
    }),
  );
}
