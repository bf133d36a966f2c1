/** Tokens that deploy: each for one repository that has deployments, asked for once in a while. */
import type { Clock } from '../../base/ports.ts';
import {
  type AccessLevel,
  accessLevels,
  isAccessLevel,
  type Permissions,
} from '../../domain/trust-policy/permissions.ts';
import type { AccessToken, TokenPermissions } from '../../github/access-tokens.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { Installation } from '../../github/installations.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import type { ImportedRepository, RepositoryDirectory } from './imported-repository.ts';
import type { InstallationIndex } from './installation-index.ts';
import type { IntendedToken } from './intended-token.ts';
import { createLeaseCache } from './lease-cache.ts';
import type { TokenMinter } from './token-minter.ts';

/** A token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 5 * 60_000;
const maxTokens = 1_000;

/** Dispatches and reads runs, writes the check and the comment, reads workflow files, merge queues and who must approve. */
const deploymentPermissions = {
  metadata: 'read',
  actions: 'write',
  checks: 'write',
  pull_requests: 'write',
  contents: 'read',
  deployments: 'read',
  merge_queues: 'read',
} as const satisfies TokenPermissions;

/** Concludes the check and the comment of a repository that deploys no more. */
const concludingPermissions = {
  metadata: 'read',
  checks: 'write',
  pull_requests: 'write',
} as const satisfies TokenPermissions;

/** Opens and edits the issues that show drift. */
const issuePermissions = { metadata: 'read', issues: 'write' } as const satisfies TokenPermissions;

/** A repository in the workspace whose configuration gives it deployments. */
interface DeploymentRepository {
  readonly workspaceId: string;
  readonly repositoryId: string;
}

/** Where the calls of a repository go, and on whose budget. */
interface DeploymentPlace {
  readonly installationId: number;
  readonly repository: ImportedRepository;
}

export interface DeploymentHandle extends RepositoryHandle, DeploymentPlace {}

/**
 * Both reject with `GitHubFailure` (`not-found`: the workspace does not import the repository, or the App is not installed on its account; `suspended`: it is suspended there),
 * or with `REMOTE_STORE` when a mint cannot be recorded.
 */
export interface DeploymentAccess {
  /** Mints nothing. */
  find(repository: DeploymentRepository): Promise<DeploymentPlace>;
  /** Runs `work` with a token for the repository; once more with a new one when `work` rejects because GitHub no longer accepts it. */
  use<T>(repository: DeploymentRepository, work: (handle: DeploymentHandle) => Promise<T>): Promise<T>;
}

interface DeploymentAccessPorts {
  readonly directory: Pick<RepositoryDirectory, 'recognise'>;
  readonly installations: Pick<InstallationIndex, 'find'>;
  readonly minter: Pick<TokenMinter, 'mintOwn'>;
  readonly clock: Clock;
}

/** What tokens are for, as the audit names it, and what they may do. */
interface TokenUse {
  readonly purpose: 'deploy' | 'conclude' | 'issue';
  readonly wanted: Permissions;
}

function lower(one: AccessLevel, other: AccessLevel): AccessLevel {
  return accessLevels.indexOf(one) < accessLevels.indexOf(other) ? one : other;
}

/** What the installation has of them: GitHub mints no token for more, and a missing permission must not stop what needs another one. */
function grantedOf(held: Permissions, wanted: Permissions): TokenPermissions {
  const granted = Object.entries(wanted).flatMap(([name, level]) => {
    const has = held[name];
    return has === undefined ? [] : [[name, lower(has, level)] as const];
  });
  return { ...Object.fromEntries(granted), metadata: 'read' };
}

/** The permissions are part of the key: a token with new ones is minted once GitHub lists them. */
function renderKey(
  { id, permissions }: Installation,
  repository: ImportedRepository,
  wanted: Permissions,
): string {
  const { repositoryId, canonicalName } = repository;
  const granted = Object.entries(grantedOf(permissions, wanted)).map(([name, level]) => `${name}:${level}`);
  return [id, repositoryId, granted.join(','), canonicalName].join('/');
}

function readKey(key: string, wanted: Permissions): IntendedToken {
  const [installationId = '', repositoryId = '', permissions = '', ...name] = key.split('/');
  const held = permissions.split(',').flatMap((permission) => {
    const [granted = '', level] = permission.split(':');
    return isAccessLevel(level) ? [[granted, level] as const] : [];
  });
  return {
    installationId: Number(installationId),
    repositoryIds: [repositoryId],
    repositories: [name.join('/')],
    permissions: grantedOf(Object.fromEntries(held), wanted),
  };
}

function notFound(what: string): GitHubFailure {
  return new GitHubFailure('not-found', what);
}

export function createDeploymentAccess(ports: DeploymentAccessPorts): DeploymentAccess {
  return createAccess({ purpose: 'deploy', wanted: deploymentPermissions }, ports);
}

/** For repositories that the configuration may no longer name: they start nothing. */
export function createConcludingAccess(ports: DeploymentAccessPorts): DeploymentAccess {
  return createAccess({ purpose: 'conclude', wanted: concludingPermissions }, ports);
}

/** For repositories whose drift has issues. */
export function createIssueAccess(ports: DeploymentAccessPorts): DeploymentAccess {
  return createAccess({ purpose: 'issue', wanted: issuePermissions }, ports);
}

function createAccess({ purpose, wanted }: TokenUse, ports: DeploymentAccessPorts): DeploymentAccess {
  const { directory, installations, minter, clock } = ports;
  const tokens = createLeaseCache<AccessToken>(
    {
      maxEntries: maxTokens,
      load: (key) => minter.mintOwn(purpose, readKey(key, wanted)),
      validUntil: (token) => token.expiresAt - expiryMarginMs,
    },
    clock,
  );

  async function locate({ workspaceId, repositoryId }: DeploymentRepository) {
    const repository = await directory.recognise(workspaceId, repositoryId);
    if (repository === undefined) throw notFound('The workspace does not import this repository.');
    const [login = ''] = repository.canonicalName.split('/');
    const installation = await installations.find({ ownerId: repository.ownerId, login });
    if (installation === undefined)
      throw notFound(`The GitHub App of this server is not installed in the account ${login}.`);
    if (installation.suspended)
      throw new GitHubFailure(
        'suspended',
        `The GitHub App of this server is suspended in the account ${login}.`,
      );
    return { installation, place: { installationId: installation.id, repository } };
  }

  return {
    find: async (repository) => (await locate(repository)).place,
    async use(repository, work) {
      const { installation, place } = await locate(repository);
      const key = renderKey(installation, place.repository, wanted);
      const handle = (token: string) => ({ ...place, name: place.repository.canonicalName, token });
      const first = await tokens.get(key);
      try {
        return await work(handle(first.token));
      } catch (error) {
        if (!(error instanceof GitHubFailure) || error.kind !== 'unauthorized') throw error;
        // Others may have replaced it already; only the refused token is given up.
        if ((await tokens.get(key)).token === first.token) tokens.forget(key);
        return work(handle((await tokens.get(key)).token));
      }
    },
  };
}
