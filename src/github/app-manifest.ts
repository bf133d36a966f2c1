/** The last step of registering an App from a manifest: its secrets for the code that the browser brought. */
import { Octokit } from '@octokit/core';
import { ActionError } from '../base/errors.ts';
import { readAppKeys } from './app-keys.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import { GitHubFailure, readGitHubFailure } from './failure.ts';

export interface RegisteredApp {
  readonly id: number;
  readonly slug: string;
  /** Login of the owner; the slug of an enterprise. */
  readonly owner: string;
  readonly ownerType: string;
  /** Page of the App. */
  readonly url: string;
  /** PEM. A secret. */
  readonly privateKey: string;
  /** A secret; `undefined` if GitHub made none. */
  readonly webhookSecret: string | undefined;
  readonly clientId: string;
  /** A secret: people sign in with it. */
  readonly clientSecret: string;
}

export interface ManifestPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
}

/**
 * Fetches the App of a code. GitHub answers once for each code, within an hour, so there is no second attempt.
 * Rejects with `GitHubFailure`, or with INPUT_CONFIG_INVALID for a key that cannot be read.
 */
export async function convertManifestCode(
  { apiUrl, code, userAgent }: { readonly apiUrl: string; readonly code: string; readonly userAgent: string },
  ports: ManifestPorts,
): Promise<RegisteredApp> {
  const quiet = () => undefined;
  const { request } = new Octokit({
    baseUrl: apiUrl,
    userAgent,
    request: { fetch: createBoundedFetch(ports) },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const { data } = await request('POST /app-manifests/{code}/conversions', { code }).catch(
    (error: unknown) => {
      const { kind, message } = readGitHubFailure(error, ports.now());
      // The address has the code, in the message and in the cause.
      throw new GitHubFailure(kind, message.replaceAll(code, '…'), {
        hint: 'If GitHub lists the new App in the settings of the account, delete it there. Then retry.',
      });
    },
  );
  const { owner } = data;
  const isAccount = 'login' in owner;
  if (!Number.isSafeInteger(data.id) || typeof data.pem !== 'string')
    throw new ActionError('REMOTE_MALFORMED', 'GitHub returned no id or no private key for the new App.');
  readAppKeys(data.pem, 'as GitHub returned it');
  return {
    id: data.id,
    slug: data.slug ?? String(data.id),
    owner: isAccount ? owner.login : owner.slug,
    ownerType: isAccount ? owner.type : 'Enterprise',
    url: data.html_url,
    privateKey: data.pem,
    webhookSecret: data.webhook_secret ?? undefined,
    clientId: data.client_id,
    clientSecret: data.client_secret,
  };
}
