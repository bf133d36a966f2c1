/** Decides what a token may do. REST, GraphQL and git all ask here before they show or change anything. */
import type { SimulatedAccessLevel, SimulatedPermissions } from './permissions.ts';
import type { Repository, SimulatedAccessToken, SimulatedInstallation, World } from './world.ts';
import { findRepository } from './world.ts';

export type TokenVerdict =
  | { readonly status: 'anonymous' }
  | { readonly status: 'valid'; readonly token: SimulatedAccessToken }
  /** Unknown, revoked or expired: GitHub does not say which. */
  | { readonly status: 'bad_credentials' }
  | { readonly status: 'suspended'; readonly token: SimulatedAccessToken };

/** `undefined`: a request without credentials. A token is refused from the millisecond of its expiry. */
export function admitToken(world: World, token: string | undefined): TokenVerdict {
  if (token === undefined) return { status: 'anonymous' };
  const found = world.tokens.get(token);
  if (found === undefined || found.revoked || found.expiresAt <= world.clock.now()) {
    return { status: 'bad_credentials' };
  }
  if (found.installationId === undefined) return { status: 'valid', token: found };
  const installation = world.installations.get(found.installationId);
  if (installation === undefined) return { status: 'bad_credentials' };
  return installation.suspendedAt === undefined
    ? { status: 'valid', token: found }
    : { status: 'suspended', token: found };
}

/** Whether the installation includes this repository. */
export function installationCovers(installation: SimulatedInstallation, repository: Repository): boolean {
  const selected = installation.selection === 'all' || installation.repositoryIds.has(repository.id);
  return selected && repository.ownerId === installation.accountId;
}

function isInScope(world: World, token: SimulatedAccessToken, repository: Repository): boolean {
  if (token.repositoryIds !== undefined && !token.repositoryIds.includes(repository.id)) return false;
  if (token.installationId === undefined) return token.repositoryIds !== undefined;
  const installation = world.installations.get(token.installationId);
  return installation !== undefined && installationCovers(installation, repository);
}

/** Permissions of every caller in a public repository. */
const publicPermissions: SimulatedPermissions = {
  actions: 'read',
  checks: 'read',
  contents: 'read',
  deployments: 'read',
  issues: 'read',
  metadata: 'read',
  pull_requests: 'read',
  statuses: 'read',
};

/**
 * The bearer's permissions in a repository, `undefined` if it must not learn that the repository exists. In the token's
 * scope these are the token's permissions; any other public repository can be read.
 */
export function permissionsIn(
  world: World,
  token: SimulatedAccessToken | undefined,
  repository: Repository,
): SimulatedPermissions | undefined {
  if (token !== undefined && isInScope(world, token, repository)) {
    return repository.visibility === 'public'
      ? { ...publicPermissions, ...token.permissions }
      : token.permissions;
  }
  return repository.visibility === 'public' ? publicPermissions : undefined;
}

const levels: readonly SimulatedAccessLevel[] = ['read', 'write', 'admin'];

/** Whether the granted level is at least the required one. */
export function isAtLeast(held: SimulatedAccessLevel | undefined, needed: SimulatedAccessLevel): boolean {
  return held !== undefined && levels.indexOf(held) >= levels.indexOf(needed);
}

export interface GitAccess {
  /** As the client sent it, as password or bearer; `undefined` without credentials. */
  readonly token: string | undefined;
  readonly owner: string;
  /** With or without `.git`. */
  readonly name: string;
  readonly service: 'git-upload-pack' | 'git-receive-pack';
}

export type GitVerdict =
  | {
      readonly status: 'allowed';
      readonly repository: Repository;
      readonly token: SimulatedAccessToken | undefined;
    }
  /** 401: missing credentials, or bad ones. Bad credentials are refused even where none are required. */
  | { readonly status: 'unauthenticated' | 'bad_credentials' }
  /** 404: valid credentials that do not reach this repository, whether it exists or not. */
  | { readonly status: 'not_found' }
  /** 403 with the message. */
  | { readonly status: 'forbidden'; readonly message: string };

/** Without credentials, every name that is not a public repository gets 401, whether it exists or not. */
export function admitGit(world: World, access: GitAccess): GitVerdict {
  const verdict = admitToken(world, access.token);
  if (verdict.status === 'bad_credentials') return verdict;
  if (verdict.status === 'suspended') return { status: 'forbidden', message: suspendedMessage };
  const token = verdict.status === 'valid' ? verdict.token : undefined;
  const repository = findRepository(world, access.owner, access.name.replace(/\.git$/, ''));
  const permissions = repository && permissionsIn(world, token, repository);
  const hidden = repository === undefined || permissions === undefined;
  if (hidden || !isAtLeast(permissions['contents'], 'read')) {
    return { status: token === undefined ? 'unauthenticated' : 'not_found' };
  }
  if (access.service === 'git-upload-pack') return { status: 'allowed', repository, token };
  if (token === undefined) return { status: 'unauthenticated' };
  if (!isAtLeast(permissions['contents'], 'write')) {
    return { status: 'forbidden', message: 'Write access to repository not granted.' };
  }
  return repository.archived
    ? { status: 'forbidden', message: 'This repository was archived so it is read-only.' }
    : { status: 'allowed', repository, token };
}

export const suspendedMessage = 'This installation has been suspended';
