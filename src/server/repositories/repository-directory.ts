/**
 * Knows which repositories a workspace imports, by immutable id. A configured name is resolved through the App once and
 * kept in the store: an account that registers the name later is a stranger, and a rename changes nothing.
 */

import { ActionError } from '../../base/errors.ts';
import type { Clock, Logger } from '../../base/ports.ts';
import type { RepositoryIdentity } from '../../github/repositories.ts';
import type { RepositoryConfig, WorkspaceConfig } from '../config/config.ts';
import { repeat } from '../work/repeat.ts';
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
const backgroundRetries: Retries = { unresolvedMs: 5 * 60_000, failedMs: 30_000 };

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
  /** Reads what was resolved before the server started. Rejects with `REMOTE_STORE`. */
  load(): Promise<void>;
  /** Resolves names that no request needs yet, until `signal` is aborted. */
  resolveNames(signal: AbortSignal): Promise<void>;
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

interface Retries {
  readonly unresolvedMs: number;
  readonly failedMs: number;
}

const requestRetries: Retries = { unresolvedMs: retryAfterMs, failedMs: retryFailedAfterMs };

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

function isDue({ identity, failure, askedAt }: Entry, now: number, retries: Retries): boolean {
  const pause = failure === undefined ? retries.unresolvedMs : retries.failedMs;
  return identity === undefined && now - askedAt >= pause;
}

/** Takes from the database what this or another replica resolved before. */
async function readStored(
  workspaceId: string,
  entries: readonly Entry[],
  repositories: RepositoryStore,
): Promise<void> {
  const stored = await repositories.list(workspaceId);
  for (const entry of entries) {
    const known = stored.find(({ name }) => name.toLowerCase() === entry.config.name.toLowerCase());
    if (known !== undefined && isPinned(entry.config, known)) entry.identity = known;
  }
}

/** Whether the entry may turn out to be the caller: it is unresolved, and names it. */
function mayMean({ identity, config }: Entry, caller: Newcomer): boolean {
  if (identity !== undefined) return false;
  return config.id === undefined
    ? config.name.toLowerCase() === caller.repository.toLowerCase()
    : config.id === caller.repositoryId;
}

/** Resolves entries: from the database, else through GitHub. */
async function resolveEntries(
  workspaceId: string,
  due: readonly Entry[],
  { repositories, resolver, clock }: DirectoryPorts,
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

  async function refresh(workspaceId: string, retries: Retries): Promise<void> {
    const now = ports.clock.now();
    const due = (workspaces.get(workspaceId) ?? []).filter((entry) => isDue(entry, now, retries));
    const running = refreshing.get(workspaceId) ?? resolveEntries(workspaceId, due, ports);
    refreshing.set(workspaceId, running);
    try {
      await running;
    } finally {
      if (refreshing.get(workspaceId) === running) refreshing.delete(workspaceId);
    }
  }

  async function list(workspaceId: string): Promise<WorkspaceRepositories> {
    await refresh(workspaceId, requestRetries);
    return toLists(workspaces.get(workspaceId) ?? []);
  }

  function findKnown(workspaceId: string, repositoryId: string): ImportedRepository | undefined {
    const entries = workspaces.get(workspaceId) ?? [];
    const known = entries.find(({ identity }) => identity?.repositoryId === repositoryId);
    return known?.identity && toImported(known.config, known.identity);
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
    async recogniseNewcomer(workspaceId, caller) {
      const known = findKnown(workspaceId, caller.repositoryId);
      const entries = workspaces.get(workspaceId) ?? [];
      if (known !== undefined || !entries.some((entry) => mayMean(entry, caller))) return known;
      return recognise(workspaceId, caller.repositoryId);
    },
    async load() {
      for (const [id, entries] of workspaces) await readStored(id, entries, ports.repositories);
    },
    resolveNames: (signal) =>
      repeat({ clock: ports.clock, pauseMs: backgroundPauseMs, signal }, async () => {
        for (const id of workspaces.keys()) {
          await refresh(id, backgroundRetries).catch((error: unknown) =>
            ports.logger.warn('repositories: names not resolved, will be retried', { workspace: id, error }),
          );
        }
      }),
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
