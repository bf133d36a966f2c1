/** Two keys of the GitHub App, during a rotation: which of them GitHub takes. Never a key, only its fingerprint. */
import { readAppKeys } from '../../../github/app-keys.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import { type Finding, ok, warn } from '../check.ts';

/** Nothing for a single key: whatever is wrong with that is found where the App is looked at. */
export async function checkAppKeys(
  pem: string,
  clientWith: (pem: string) => GitHubClient,
): Promise<Finding[]> {
  const keys = readAppKeys(pem, 'as configured');
  if (keys.length < 2) return [];
  return Promise.all(
    keys.map(async ({ pem: one, fingerprint }): Promise<Finding> => {
      try {
        await clientWith(one).asApp((send, request) => send('GET /app', { request }));
        return ok(`GitHub takes the key ${fingerprint}.`);
      } catch (error) {
        if (!(error instanceof GitHubFailure) || error.kind !== 'unauthorized') throw error;
        return warn(
          'app-key-unknown',
          `GitHub does not take the key ${fingerprint}, which the configuration has beside another.`,
          'Take it out if it was deleted in the App’s settings; if it is new, see that it is the one that was generated there.',
        );
      }
    }),
  );
}
