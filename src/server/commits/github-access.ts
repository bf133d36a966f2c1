/** The App's way to one repository for one commit: a token that can write there and nowhere else. */

import type { Clock } from '../../base/ports.ts';
import { mintAccessToken, type TokenPermissions } from '../../github/access-tokens.ts';
import { readBotLogin } from '../../github/app-identity.ts';
import type { CallOptions, GitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { Refusal } from '../http/answer.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';

/** How long the App's login is believed, in milliseconds; it changes when somebody renames the App. */
const loginLeaseMs = 10 * 60_000;

export interface CommitAccess {
  readonly client: GitHubClient;
  /** Login of the App's bot. Rejects with `GitHubFailure`. */
  botLogin(): Promise<string>;
  /** Rejects with `GitHubFailure` when GitHub cannot be asked. */
  open(
    repository: ImportedRepository,
    options: CallOptions,
  ): Promise<
    | { readonly status: 'open'; readonly handle: RepositoryHandle }
    | { readonly status: 'refused'; readonly refusal: Refusal }
  >;
}

export function createCommitAccess(
  client: GitHubClient,
  { installations, clock }: { readonly installations: InstallationIndex; readonly clock: Clock },
): CommitAccess {
  const login = createLeaseCache<string>(
    {
      maxEntries: 1,
      load: () => readBotLogin(client),
      validUntil: (_, loadedAt) => loadedAt + loginLeaseMs,
    },
    clock,
  );
  return {
    client,
    botLogin: () => login.get(''),
    async open({ ownerId, canonicalName, repositoryId }, options) {
      const owner = canonicalName.slice(0, canonicalName.indexOf('/'));
      const installation = await installations.find({ ownerId, login: owner });
      if (installation === undefined || installation.suspended) {
        return notInstalled(installation === undefined ? 'is not installed' : 'is suspended', owner);
      }
      const { contents, pull_requests: pulls } = installation.permissions;
      if (contents !== 'write' || pulls === undefined) {
        return lacking(contents === 'write' ? 'pull_requests: write' : 'contents: write', owner);
      }
      const permissions: TokenPermissions = {
        contents: 'write',
        pull_requests: pulls === 'read' ? 'read' : 'write',
        metadata: 'read',
      };
      try {
        const scope = { repositoryIds: [repositoryId] as const, permissions };
        const { token } = await mintAccessToken(client, installation.id, scope, options);
        return { status: 'open', handle: { name: canonicalName, token } };
      } catch (error) {
        if (!(error instanceof GitHubFailure) || !isGone(error)) throw error;
        installations.invalidate();
        return notInstalled('does not reach the repository', owner);
      }
    },
  };
}

function isGone({ kind }: GitHubFailure): boolean {
  return kind === 'not-found' || kind === 'unprocessable' || kind === 'suspended';
}

function notInstalled(what: string, owner: string) {
  const errorMessage = `The GitHub App of this server ${what} in the account ${owner}, or does not have this repository. Install it there, or add the repository to its installation.`;
  const refusal: Refusal = { httpStatus: 404, errorTag: 'AppNotInstalled', errorMessage };
  return { status: 'refused', refusal } as const;
}

function lacking(permission: string, owner: string) {
  const errorMessage = `The GitHub App's installation in ${owner} lacks the permission \`${permission}\`, which commits need. Add it in the App's settings, and accept it for the installation.`;
  const refusal: Refusal = { httpStatus: 403, errorTag: 'AppPermissionMissing', errorMessage };
  return { status: 'refused', refusal } as const;
}
