/**
 * Knows which repositories a workspace imports, by immutable id. A configured name is resolved through the App once and
 * kept in the store: an account that registers the name later is a stranger, and a rename changes nothing.
 */

import { ActionError } from '../../base/errors.ts';
import type { Clock, Logger } from '../../base/ports.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';
import type { RepositoryConfig, WorkspaceConfig } from '../config/config.ts';
import { repeat } from '../work/repeat.ts';
import {
  createEntries,
  createRefresh,
  type DirectoryEntry,
  mayMean,
  type ResolutionRetries,
  readStored,
} from './directory-entries.ts';
import type { ImportedRepository, Newcomer, RepositoryDirectory } from './imported-repository.ts';
import type { NameResolver } from './name-resolver.ts';
import type { RepositoryStore } from './store.ts';

/** A name that could not be resolved is asked for again after this time, in milliseconds. */
const retryAfterMs = 30_000;
/** The same when GitHub could not be asked. */
const retryFailedAfterMs = 2_000;
/** Pause between two checks for names that are still unresolved and that no request needs, in milliseconds. */
const backgroundPauseMs = 15_000;
/** The two times above for these checks: an unused name costs little of GitHub's rate limit. */
const backgroundRetries: ResolutionRetries = { unresolvedMs: 5 * 60_000, failedMs: 30_000 };

export interface WorkspaceRepositories {
  readonly resolved: readonly ImportedRepository[];
  /** Configured, but the App sees no such repository. */
  readonly unresolved: readonly RepositoryConfig[];
  /** Configured, and GitHub could not be asked. */
  readonly unknown: readonly { readonly config: RepositoryConfig; readonly failure: ActionError }[];
}

export interface SourceDirectory extends RepositoryDirectory {
  /** Everything a workspace imports. Asks GitHub about names that were never resolved, at most every half minute. */
  list(workspaceId: string): Promise<WorkspaceRepositories>;
  /**
   * Whether the workspace may import the repository: its id is known, or a configured name or id that was never resolved may mean it.
   * Asks neither the database nor GitHub.
   */
  mayImport(workspaceId: string, repository: Newcomer): boolean;
  /** Reads what was resolved before the server started. Rejects with `REMOTE_STORE`. */
  load(): Promise<void>;
  /** Resolves names that no request needs yet, until `signal` is aborted. */
  resolveNames(signal: AbortSignal): Promise<void>;
  /** Remembers how GitHub calls a repository now. */
  remember(workspaceId: string, repository: ImportedRepository, now: RepositoryIdentity): Promise<void>;
}

export interface DirectoryPorts {
  readonly config: { readonly workspaces: readonly WorkspaceConfig[] };
  readonly repositories: RepositoryStore;
  readonly resolver: NameResolver;
  readonly clock: Clock;
  readonly logger: Logger;
}

const requestRetries: ResolutionRetries = { unresolvedMs: retryAfterMs, failedMs: retryFailedAfterMs };

function toImported(config: RepositoryConfig, identity: RepositoryIdentity): ImportedRepository {
  const { repositoryId, ownerId, canonicalName } = identity;
  return { repositoryId, ownerId, canonicalName, config };
}

function toLists(entries: readonly DirectoryEntry[]): WorkspaceRepositories {
  return {
    resolved: entries.flatMap(({ config, identity }) =>
      identity === undefined ? [] : [toImported(config, identity)],
    ),
    unresolved: entries
      .filter((entry) => entry.identity === undefined && entry.failure === undefined)
      .map(({ config }) => config),
    unknown: entries.flatMap(({ config, identity, failure }) =>
      identity === undefined && failure !== undefined ? [{ config, failure }] : [],
    ),
  };
}

function findEntry(
  entries: readonly DirectoryEntry[] | undefined,
  repositoryId: string,
): DirectoryEntry | undefined {
  return entries?.find(({ identity }) => identity?.repositoryId === repositoryId);
}

function findImported(
  entries: readonly DirectoryEntry[] | undefined,
  repositoryId: string,
): ImportedRepository | undefined {
  const known = findEntry(entries, repositoryId);
  return known?.identity && toImported(known.config, known.identity);
}

function mayHold(entries: readonly DirectoryEntry[], newcomer: Newcomer): boolean {
  return (
    findEntry(entries, newcomer.repositoryId) !== undefined ||
    entries.some((entry) => mayMean(entry, newcomer))
  );
}

export function createRepositoryDirectory(ports: DirectoryPorts): SourceDirectory {
  const { config, repositories, resolver, clock, logger } = ports;
  const workspaces = createEntries(config.workspaces);
  const refresh = createRefresh(workspaces, { repositories, resolver, clock });

  async function list(workspaceId: string): Promise<WorkspaceRepositories> {
    await refresh(workspaceId, requestRetries);
    return toLists(workspaces.get(workspaceId) ?? []);
  }

  function findKnown(workspaceId: string, repositoryId: string): ImportedRepository | undefined {
    return findImported(workspaces.get(workspaceId), repositoryId);
  }

  async function recognise(
    workspaceId: string,
    repositoryId: string,
  ): Promise<ImportedRepository | undefined> {
    const known = findKnown(workspaceId, repositoryId);
    if (known !== undefined) return known;
    const { resolved, unknown } = await list(workspaceId);
    const found = resolved.find((candidate) => candidate.repositoryId === repositoryId);
    // It may be one of those that GitHub could not be asked about.
    if (found === undefined && unknown[0] !== undefined) throw cannotTell(unknown[0].failure);
    return found;
  }

  return {
    list,
    recognise,
    mayImport: (workspaceId, repository) => mayHold(workspaces.get(workspaceId) ?? [], repository),
    async recogniseNewcomer(workspaceId, caller) {
      const known = findKnown(workspaceId, caller.repositoryId);
      const entries = workspaces.get(workspaceId) ?? [];
      if (known !== undefined || !entries.some((entry) => mayMean(entry, caller))) return known;
      return recognise(workspaceId, caller.repositoryId);
    },
    async load() {
      for (const [id, entries] of workspaces) await readStored(id, entries, repositories);
    },
    resolveNames: (signal) =>
      repeat({ clock, pauseMs: backgroundPauseMs, signal }, async () => {
        for (const id of workspaces.keys()) {
          await refresh(id, backgroundRetries).catch((error: unknown) =>
            logger.warn('repositories: names not resolved, will be retried', { workspace: id, error }),
          );
        }
      }),
    async remember(workspaceId, repository, { canonicalName, ownerId }) {
      const entry = findEntry(workspaces.get(workspaceId), repository.repositoryId);
      if (entry?.identity === undefined || entry.identity.canonicalName === canonicalName) return;
      const { name } = entry.config;
      entry.identity = { ...entry.identity, canonicalName, ownerId };
      logger.info('repository renamed', { configured: name, now: canonicalName });
      await repositories.save(workspaceId, { name, ...entry.identity });
    },
  };
}

/** A constant message: the caller may be a stranger. */
function cannotTell(cause: ActionError): ActionError {
  return new ActionError(
    'REMOTE_UNREACHABLE',
    'GitHub did not answer which repositories belong to the workspace.',
    { cause },
  );
}
