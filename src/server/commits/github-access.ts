/** The App's way to one repository for one commit: a token that can write there and nowhere else. */

import type { Clock } from '../../base/ports.ts';
import { ok } from '../../base/result.ts';
import type { TokenPermissions } from '../../github/access-tokens.ts';
import { readBotLogin } from '../../github/app-identity.ts';
import type { GitHubClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import { type Answer, type RefusedAnswer, refuseRequest } from '../http/answer.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { MintSubject } from '../repositories/intended-token.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';
import type { TokenMinter } from '../repositories/token-minter.ts';

/** How long the App's login is cached, in milliseconds; it changes when the App is renamed. */
const loginLeaseMs = 10 * 60_000;

export interface CommitAccess {
  readonly client: GitHubClient;
  /** Login of the App's bot. Rejects with `GitHubFailure`. */
  botLogin(): Promise<string>;
  /** Rejects with `GitHubFailure` when GitHub cannot be asked. */
  open(repository: ImportedRepository, subject: MintSubject): Promise<Answer<RepositoryHandle>>;
}

export interface CommitAccessPorts {
  readonly client: GitHubClient;
  readonly installations: InstallationIndex;
  readonly minter: Pick<TokenMinter, 'mintOwn'>;
  readonly clock: Clock;
}

export function createCommitAccess(ports: CommitAccessPorts): CommitAccess {
  const { client, installations, minter, clock } = ports;
  const login = createLeaseCache<string>(
    {
      maxEntries: 1,
      load: () => readBotLogin({ client }),
      validUntil: (_, loadedAt) => loadedAt + loginLeaseMs,
    },
    clock,
  );
  return {
    client,
    botLogin: () => login.get(''),
    async open({ ownerId, canonicalName, repositoryId }, subject) {
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
        const { token } = await minter.mintOwn(
          'commit',
          {
            installationId: installation.id,
            owner,
            repositories: [canonicalName],
            repositoryIds: [repositoryId],
            permissions,
          },
          subject,
        );
        return ok({ name: canonicalName, token });
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

function notInstalled(what: string, owner: string): RefusedAnswer {
  const message = `The GitHub App of this server ${what} in the account ${owner}, or cannot access this repository. Install it there, or add the repository to its installation.`;
  return refuseRequest(404, 'AppNotInstalled', message);
}

function lacking(permission: string, owner: string): RefusedAnswer {
  const message = `The GitHub App's installation in ${owner} lacks the permission \`${permission}\`. Add it in the App's settings, and accept it for the installation.`;
  return refuseRequest(403, 'AppPermissionMissing', message);
}
