/** Mints and revokes installation access tokens. To GitHub an empty scope means everything, so the types rule it out. */

import { ActionError } from '../base/errors.ts';
import { isRecord } from '../base/text.ts';
import type { AccessLevel, Permissions } from '../domain/trust-policy/permissions.ts';
import type { CallOptions, GitHubClient } from './client.ts';
import { GitHubFailure } from './failure.ts';
import { readLargeAnswer, unparsed } from './large-answer.ts';

export type NonEmpty<T> = readonly [T, ...T[]];
/** Never empty: `metadata` comes with every installation token. */
export type TokenPermissions = Permissions & { readonly metadata: AccessLevel };

/** Most repositories of one token, as GitHub documents. */
export const maxTokenRepositories = 500;

export interface TokenScope {
  /** Immutable IDs: a name may belong to another repository by now. */
  readonly repositoryIds: NonEmpty<string>;
  readonly permissions: TokenPermissions;
}

export interface AccessToken {
  /** A secret. */
  readonly token: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** Permissions of the token that reads policies: contents and metadata of the whole installation. */
const readerPermissions = { contents: 'read', metadata: 'read' } as const satisfies TokenPermissions;

/** A token for exactly `scope`. Rejects with `GitHubFailure`, such as suspended, not-found or unprocessable. */
export async function mintAccessToken(
  client: GitHubClient,
  installationId: number,
  scope: TokenScope,
  options?: CallOptions,
): Promise<AccessToken> {
  const repositoryIds = scope.repositoryIds.map(toNumber);
  const permissions = { ...scope.permissions };
  // The types rule this out; a wrong cast must not widen the token to everything.
  if (repositoryIds.length === 0 || Object.keys(permissions).length === 0) {
    throw new ActionError('INTERNAL', 'A token without repositories or permissions was requested.');
  }
  if (repositoryIds.length > maxTokenRepositories) {
    throw new ActionError(
      'INTERNAL',
      `A token for ${repositoryIds.length} repositories was requested, the limit is ${maxTokenRepositories}.`,
    );
  }
  return request(client, installationId, { repository_ids: repositoryIds, permissions }, options);
}

/** A token that reads the contents of every repository of the installation, for policies. */
export async function mintReaderToken(
  client: GitHubClient,
  installationId: number,
  options?: CallOptions,
): Promise<AccessToken> {
  return request(client, installationId, { permissions: { ...readerPermissions } }, options);
}

/** Revokes a token. It is not an error if the token is no longer valid. */
export async function revokeAccessToken(
  client: GitHubClient,
  token: string,
  options?: CallOptions,
): Promise<void> {
  try {
    await client.asInstallation(
      token,
      (send, request) => send('DELETE /installation/token', { request }),
      options,
    );
  } catch (error) {
    if (error instanceof GitHubFailure && ['unauthorized', 'not-found'].includes(error.kind)) return;
    throw error;
  }
}

async function request(
  client: GitHubClient,
  installationId: number,
  scope: { repository_ids?: number[]; permissions: Record<string, AccessLevel> },
  options: CallOptions | undefined,
): Promise<AccessToken> {
  const { data } = await client.asApp(
    (send, request) =>
      send('POST /app/installations/{installation_id}/access_tokens', {
        installation_id: installationId,
        ...(scope as { repository_ids?: number[]; permissions: Record<string, never> }),
        request: { ...request, ...unparsed },
      }),
    options,
  );
  const answer = await readLargeAnswer(data);
  const { token, expires_at } = isRecord(answer) ? answer : {};
  const expiresAt = Date.parse(String(expires_at));
  if (typeof token !== 'string' || token === '' || Number.isNaN(expiresAt)) {
    throw new GitHubFailure('unexpected', 'GitHub returned a token without a value or an expiry.');
  }
  client.nameToken(token, installationId);
  return { token, expiresAt };
}

function toNumber(id: string): number {
  const number = Number(id);
  if (!Number.isSafeInteger(number) || number <= 0)
    throw new ActionError('INTERNAL', 'A repository ID is not a number.');
  return number;
}
