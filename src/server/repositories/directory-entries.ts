/** Resolves the names in a workspace's configuration: from the database, else through GitHub. */

import type { ActionError } from '../../base/errors.ts';
import type { Clock } from '../../base/ports.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';
import type { RepositoryConfig, WorkspaceConfig } from '../config/config.ts';
import type { Newcomer } from './imported-repository.ts';
import type { NameResolver } from './name-resolver.ts';
import type { RepositoryStore } from './store.ts';

export interface DirectoryEntry {
  readonly config: RepositoryConfig;
  identity: RepositoryIdentity | undefined;
  failure: ActionError | undefined;
  /** When GitHub was last asked, in milliseconds. */
  askedAt: number;
}

/** When a name that was not resolved is asked for again, in milliseconds since it was last asked for. */
export interface ResolutionRetries {
  readonly unresolvedMs: number;
  /** When GitHub could not be asked. */
  readonly failedMs: number;
}

interface EntryPorts {
  readonly repositories: RepositoryStore;
  readonly resolver: NameResolver;
  readonly clock: Clock;
}

/** By the id of the workspace. */
type DirectoryEntries = ReadonlyMap<string, readonly DirectoryEntry[]>;

export function createEntries(workspaces: readonly WorkspaceConfig[]): DirectoryEntries {
  return new Map(
    workspaces.map(({ id, repositories }) => [
      id,
      repositories.map(
        (config): DirectoryEntry => ({
          config,
          identity: undefined,
          failure: undefined,
          askedAt: Number.NEGATIVE_INFINITY,
        }),
      ),
    ]),
  );
}

function isDue(
  { identity, failure, askedAt }: DirectoryEntry,
  now: number,
  retries: ResolutionRetries,
): boolean {
  const pause = failure === undefined ? retries.unresolvedMs : retries.failedMs;
  return identity === undefined && now - askedAt >= pause;
}

function isPinned(config: RepositoryConfig, identity: RepositoryIdentity): boolean {
  return config.id === undefined || config.id === identity.repositoryId;
}

/** Takes from the database what this or another replica resolved before. */
export async function readStored(
  workspaceId: string,
  entries: readonly DirectoryEntry[],
  repositories: RepositoryStore,
): Promise<void> {
  const stored = await repositories.list(workspaceId);
  for (const entry of entries) {
    const known = stored.find(({ name }) => name.toLowerCase() === entry.config.name.toLowerCase());
    if (known !== undefined && isPinned(entry.config, known)) entry.identity = known;
  }
}

/** Whether the entry may turn out to be the caller: it is unresolved, and names it. */
export function mayMean({ identity, config }: DirectoryEntry, caller: Newcomer): boolean {
  if (identity !== undefined) return false;
  return config.id === undefined
    ? config.name.toLowerCase() === caller.repository.toLowerCase()
    : config.id === caller.repositoryId;
}

/** Resolves entries: from the database, else through GitHub. */
async function resolveEntries(
  workspaceId: string,
  due: readonly DirectoryEntry[],
  { repositories, resolver, clock }: EntryPorts,
): Promise<void> {
  const now = clock.now();
  if (due.length === 0) return;
  await readStored(workspaceId, due, repositories);
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

/** Resolves the names of a workspace that are due. Calls at the same time share one resolution. */
export function createRefresh(
  workspaces: DirectoryEntries,
  ports: EntryPorts,
): (workspaceId: string, retries: ResolutionRetries) => Promise<void> {
  const refreshing = new Map<string, Promise<void>>();

  return async (workspaceId, retries) => {
    const now = ports.clock.now();
    const due = (workspaces.get(workspaceId) ?? []).filter((entry) => isDue(entry, now, retries));
    const running = refreshing.get(workspaceId) ?? resolveEntries(workspaceId, due, ports);
    refreshing.set(workspaceId, running);
    try {
      await running;
    } finally {
      if (refreshing.get(workspaceId) === running) refreshing.delete(workspaceId);
    }
  };
}
