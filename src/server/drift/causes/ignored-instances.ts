/** Keeps for half a minute which drifted instances of a workspace count as in sync, so that counting them does not read all changes each time. */
import type { Clock } from '../../../base/ports.ts';
import type { ServerConfig } from '../../config/config.ts';
import { reachStore } from '../../database/failures.ts';
import { type OpenedDatabase, readDatabaseTime } from '../../database/open.ts';
import { createLeaseCache } from '../../repositories/lease-cache.ts';
import { readRepositoryNames } from '../../repositories/repository-names.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import { readChangedInstances } from './change-reads.ts';
import { readIgnoreRules, withoutIgnored } from './ignored.ts';

const leaseMs = 30_000;
const maxWorkspaces = 100;

interface InstanceKey {
  readonly repositoryId: string;
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
}

export function ignoredKey({ repositoryId, stack, component, componentType }: InstanceKey): string {
  return JSON.stringify([repositoryId, stack, component, componentType]);
}

/** The keys of drifted instances whose changes are all ignored, by repository id. */
export type IgnoredInstances = ReadonlyMap<string, ReadonlySet<string>>;

interface IgnoredInstancePorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly database: OpenedDatabase;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
}

async function readIgnoredInstances(
  workspace: ServerConfig['workspaces'][number],
  { database, repositories }: IgnoredInstancePorts,
): Promise<IgnoredInstances> {
  const names = await readRepositoryNames(workspace, repositories);
  const rules = readIgnoreRules(workspace, names, await readDatabaseTime(database));
  const found = new Map<string, Set<string>>();
  for (const repositoryId of rules.keys()) {
    const keys = new Set<string>();
    for await (const instance of readChangedInstances(database.db, {
      workspaceId: workspace.id,
      repositoryId,
    })) {
      const [first] = instance.changes;
      if (first !== undefined && withoutIgnored(instance, rules).isInSync) keys.add(ignoredKey(first));
    }
    found.set(repositoryId, keys);
  }
  return found;
}

export type FindIgnoredInstances = (workspaceId: string) => Promise<IgnoredInstances>;

const none: IgnoredInstances = new Map();

/** Rejects with `REMOTE_STORE` in an outage. Without rules nothing is read. */
export function createIgnoredInstances(ports: IgnoredInstancePorts): FindIgnoredInstances {
  const using = new Map(
    ports.config.workspaces
      .filter(({ repositories }) => repositories.some(({ drift }) => (drift?.ignore.length ?? 0) > 0))
      .map((workspace) => [workspace.id, workspace]),
  );
  const cache = createLeaseCache<IgnoredInstances>(
    {
      maxEntries: maxWorkspaces,
      async load(id) {
        const workspace = using.get(id);
        return workspace === undefined ? none : reachStore(() => readIgnoredInstances(workspace, ports));
      },
      validUntil: (_, loadedAt) => loadedAt + leaseMs,
    },
    ports.clock,
  );
  return async (workspaceId) => (using.has(workspaceId) ? cache.get(workspaceId) : none);
}

/** Of a repository, or of all. */
export function countIgnored(ignored: IgnoredInstances, repositoryId?: string): number {
  const sets = repositoryId === undefined ? [...ignored.values()] : [ignored.get(repositoryId)];
  return sets.reduce((sum, keys) => sum + (keys?.size ?? 0), 0);
}
