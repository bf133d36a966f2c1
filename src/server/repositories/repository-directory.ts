/**
 * Knows which repositories a workspace imports, by immutable id. A configured name is resolved through the App once and
 * kept in the store: whoever registers the name later is a stranger, and a rename changes nothing.
 */

import { ActionError } from '../../base/errors.ts';
import type { Clock, Logger } from '../../base/ports.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';
import type { RepositoryConfig, WorkspaceConfig } from '../config/config.ts';
import type { ImportedRepository, RepositoryDirectory } from './imported-repository.ts';
import type { NameResolver } from './name-resolver.ts';
import type { RepositoryStore } from './store.ts';

/** A name that could not be resolved is asked for again after this time, in milliseconds. */
const retryAfterMs = 30_000;
/** The same when GitHub could not be asked. */
const retryFailedAfterMs = 2_000;

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
  /** Remembers how GitHub calls a repository now. */
  remember(workspaceId: string, repository: ImportedRepository, now: RepositoryIdentity): Promise<void>;
}

interface Entry {
  readonly config: RepositoryConfig;
  identity: RepositoryIdentity | undefined;
  failure: ActionError | undefined;
  /** When GitHub was last asked, in milliseconds. */
  askedAt: number;
}

export interface DirectoryPorts {
  readonly config: { readonly workspaces: readonly WorkspaceConfig[] };
  readonly repositories: RepositoryStore;
  readonly resolver: NameResolver;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Entries = ReadonlyMap<string, readonly Entry[]>;

function createEntries({ config }: DirectoryPorts): Entries {
  return new Map(
    config.workspaces.map(({ id, repositories }) => [
      id,
      repositories.map(
        (repository): Entry => ({
          config: repository,
          identity: undefined,
          failure: undefined,
          askedAt: Number.NEGATIVE_INFINITY,
        }),
      ),
    ]),
  );
}

function isDue({ identity, failure, askedAt }: Entry, now: number): boolean {
  const pause = failure === undefined ? retryAfterMs : retryFailedAfterMs;
  return identity === undefined && now - askedAt >= pause;
}

/** Resolves the entries that are due: from the database, else through GitHub. */
async function resolveEntries(
  workspaceId: string,
  entries: readonly Entry[],
  { repositories, resolver, clock }: DirectoryPorts,
): Promise<void> {
  const now = clock.now();
  const due = entries.filter((entry) => isDue(entry, now));
  if (due.length === 0) return;
  const stored = await repositories.list(workspaceId);
  for (const entry of due) {
    const known = stored.find(({ name }) => name.toLowerCase() === entry.config.name.toLowerCase());
    if (known !== undefined && isPinned(entry.config, known)) entry.identity = known;
  }
  const asked = due.filter((entry) => entry.identity === undefined);
  const answers = await resolver.resolve(asked.map(({ config }) => config));
  await Promise.all(
    asked.map(async (entry, index) => {
      entry.askedAt = now;
      const answer = answers[index];
      entry.failure = answer?.status === 'failed' ? answer.failure : undefined;
      if (answer?.status !== 'resolved') return;
      const { identity } = answer;
      const saved = await repositories.save(workspaceId, { name: entry.config.name, ...identity });
      // Another replica may have been first; a pinned id overrides both.
      entry.identity = isPinned(entry.config, saved) ? saved : identity;
    }),
  );
}

function toLists(entries: readonly Entry[]): WorkspaceRepositories {
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

export function createRepositoryDirectory(ports: DirectoryPorts): SourceDirectory {
  const workspaces = createEntries(ports);
  const refreshing = new Map<string, Promise<void>>();

  async function list(workspaceId: string): Promise<WorkspaceRepositories> {
    const entries = workspaces.get(workspaceId) ?? [];
    const running = refreshing.get(workspaceId) ?? resolveEntries(workspaceId, entries, ports);
    refreshing.set(workspaceId, running);
    try {
      await running;
    } finally {
      if (refreshing.get(workspaceId) === running) refreshing.delete(workspaceId);
    }
    return toLists(entries);
  }

  return {
    list,
    async recognise(workspaceId, repositoryId) {
      const entries = workspaces.get(workspaceId) ?? [];
      const known = entries.find((entry) => entry.identity?.repositoryId === repositoryId);
      if (known?.identity !== undefined) return toImported(known.config, known.identity);
      const { resolved, unknown } = await list(workspaceId);
      const found = resolved.find((candidate) => candidate.repositoryId === repositoryId);
      // It may be one of those that GitHub could not be asked about.
      if (found === undefined && unknown[0] !== undefined) throw cannotTell(unknown[0].failure);
      return found;
    },
    async remember(workspaceId, repository, { canonicalName, ownerId }) {
      const entry = workspaces
        .get(workspaceId)
        ?.find(({ identity }) => identity?.repositoryId === repository.repositoryId);
      if (entry?.identity === undefined || entry.identity.canonicalName === canonicalName) return;
      const { name } = entry.config;
      entry.identity = { ...entry.identity, canonicalName, ownerId };
      ports.logger.info('repository renamed', { configured: name, now: canonicalName });
      await ports.repositories.save(workspaceId, { name, ...entry.identity });
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

function isPinned(config: RepositoryConfig, identity: RepositoryIdentity): boolean {
  return config.id === undefined || config.id === identity.repositoryId;
}

function toImported(config: RepositoryConfig, identity: RepositoryIdentity): ImportedRepository {
  const { repositoryId, ownerId, canonicalName } = identity;
  return { repositoryId, ownerId, canonicalName, config };
}
