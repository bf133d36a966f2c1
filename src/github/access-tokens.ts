/** Mints and revokes installation access tokens. To GitHub an empty scope means everything, so the types rule it out. */

import { ActionError } from '../base/errors.ts';
import { isRecord } from '../base/text.ts';
import type { AccessLevel, Permissions } from '../domain/trust-policy/permissions.ts';
import type { CallOptions, ClientCalls } from './client.ts';
import { GitHubFailure, mayHaveActed } from './failure.ts';
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

/** Longest life of an installation token, in milliseconds (GitHub's documented hour). */
export const tokenLifetimeMs = 60 * 60_000;

export interface MintOptions extends CallOptions {
  /** Runs right before each attempt is sent. If it throws, nothing is sent. */
  readonly beforeSend?: (() => void) | undefined;
  /**
   * Told of each attempt that was sent and whose answer is unknown: GitHub may have minted a token that was never received. The next attempt
   * waits for it, and is not made if it rejects.
   */
  readonly onLost?: (() => Promise<void>) | undefined;
}

type MintCalls = ClientCalls & MintOptions;

export interface AccessToken {
  /** A secret. */
  readonly token: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** Permissions of the token that reads policies: contents and metadata of the whole installation. */
export const readerPermissions = { contents: 'read', metadata: 'read' } as const satisfies TokenPermissions;

/** What the server reads of a whole organization for its pages: who is in which team. */
export const memberPermissions = { members: 'read', metadata: 'read' } as const satisfies TokenPermissions;

/** A token for exactly `scope`. Rejects with `GitHubFailure`, such as suspended, not-found or unprocessable. */
export async function mintAccessToken(
  calls: MintCalls,
  installationId: number,
  scope: TokenScope,
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
  return request(calls, installationId, { repository_ids: repositoryIds, permissions });
}

/** A token for the whole installation that only reads: contents for policies, or the members of teams. */
export async function mintReaderToken(
  calls: MintCalls,
  installationId: number,
  permissions: typeof readerPermissions | typeof memberPermissions = readerPermissions,
): Promise<AccessToken> {
  return request(calls, installationId, { permissions: { ...permissions } });
}

/** `ended`: GitHub did not accept the token anymore, so it had expired or been revoked before. */
export async function revokeAccessToken(calls: ClientCalls, token: string): Promise<'revoked' | 'ended'> {
  const { client, ...options } = calls;
  try {
    await client.asInstallation(
      token,
      (send, request) => send('DELETE /installation/token', { request }),
      options,
    );
    return 'revoked';
  } catch (error) {
    // 404 is about the address, such as a proxy's, and not about the token.
    if (error instanceof GitHubFailure && error.kind === 'unauthorized') return 'ended';
    throw error;
  }
}

async function request(
  calls: MintCalls,
  installationId: number,
  scope: { repository_ids?: number[]; permissions: Record<string, AccessLevel> },
): Promise<AccessToken> {
  const { client, ...options } = calls;
  let isSent = false;
  const reportLoss = async (failure: GitHubFailure) => {
    const isLost = isSent && mayHaveActed(failure);
    isSent = false;
    if (isLost) await options.onLost?.();
  };
  try {
    const { data } = await client.asApp(
      (send, request) => {
        options.beforeSend?.();
        isSent = true;
        return send('POST /app/installations/{installation_id}/access_tokens', {
          installation_id: installationId,
          // GitHub's OpenAPI description has a literal type for each permission; this is any of them.
          ...(scope as { repository_ids?: number[]; permissions: Record<string, never> }),
          request: { ...request, ...unparsed },
        });
      },
      { ...options, beforeRetry: reportLoss },
    );
    const minted = await readMinted(data);
    client.nameToken(minted.token, installationId);
    return minted;
  } catch (error) {
    if (error instanceof GitHubFailure) await reportLoss(error);
    throw error;
  }
}

async function readMinted(data: unknown): Promise<AccessToken> {
  const answer = await readLargeAnswer(data);
  const { token, expires_at } = isRecord(answer) ? answer : {};
  const expiresAt = Date.parse(String(expires_at));
  if (typeof token !== 'string' || token === '' || Number.isNaN(expiresAt)) {
    throw new GitHubFailure('unexpected', 'GitHub returned a token without a value or an expiry.');
  }
  return { token, expiresAt };
}

function toNumber(id: string): number {
  const number = Number(id);
  if (!Number.isSafeInteger(number) || number <= 0)
    throw new ActionError('INTERNAL', 'A repository ID is not a number.');
  return number;
}
