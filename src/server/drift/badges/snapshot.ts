/** Keeps the state of every badge for a minute, so that no request of a stranger, with a token or without one, reads the database; not in an outage either. */
import type { Clock } from '../../../base/ports.ts';
import { type BadgeState, decideBadge } from '../../../domain/reports/badge.ts';
import type { ServerConfig } from '../../config/config.ts';
import { reachStore } from '../../database/failures.ts';
import type { OpenedDatabase } from '../../database/open.ts';
import { createLeaseCache } from '../../repositories/lease-cache.ts';
import { readRepositoryNames } from '../../repositories/repository-names.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import { readChangedInstances } from '../causes/change-reads.ts';
import { readIgnoreRules, withoutIgnored } from '../causes/ignored.ts';
import { type BadgeInstance, readBadges } from './badge-table.ts';

export interface BadgePorts {
  readonly config: Pick<ServerConfig, 'workspaces' | 'publicUrl'>;
  readonly database: OpenedDatabase;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly clock: Clock;
  /** Now, by the clock of the database. */
  now(): Promise<number>;
}

/** While the database fails, the last states are used up to this age, in milliseconds. */
const maxStaleMs = 10 * 60_000;
/** For so long after a failure nothing is read, in milliseconds: in an outage the requests of strangers do not add to it. */
const failurePauseMs = 5_000;

type BadgeStates = ReadonlyMap<string, BadgeState>;

/** Clients keep a badge as long, in seconds. */
export const badgeMaxAgeSeconds = 60;

function keyOf({ workspaceId, repositoryId, stack, component, componentType }: BadgeInstance): string {
  return JSON.stringify([workspaceId, repositoryId, stack, component, componentType]);
}

/** Drifted instances that count as in sync, and repositories whose badges are on, of one workspace. */
async function readWorkspace(workspace: ServerConfig['workspaces'][number], ports: BadgePorts, now: number) {
  const names = await readRepositoryNames(workspace, ports.repositories);
  const shown = new Set(
    workspace.repositories.flatMap(({ name, drift }) =>
      drift?.badges === true ? (names.idOf(name) ?? []) : [],
    ),
  );
  const rules = readIgnoreRules(workspace, names, now);
  const inSync = new Set<string>();
  const scope = { workspaceId: workspace.id, repositoryId: undefined };
  if (rules.size > 0) {
    for await (const instance of readChangedInstances(ports.database.db, scope)) {
      const [first] = instance.changes;
      if (first !== undefined && withoutIgnored(instance, rules).isInSync)
        inSync.add(keyOf({ ...first, workspaceId: workspace.id }));
    }
  }
  return { shown, inSync };
}

async function readStates(ports: BadgePorts): Promise<BadgeStates> {
  const now = await ports.now();
  const using = ports.config.workspaces.filter(({ repositories }) =>
    repositories.some(({ drift }) => drift?.badges === true),
  );
  const workspaces = new Map<string, Awaited<ReturnType<typeof readWorkspace>>>();
  for (const workspace of using) workspaces.set(workspace.id, await readWorkspace(workspace, ports, now));
  const states = new Map<string, BadgeState>();
  for (const row of using.length === 0 ? [] : await readBadges(ports.database.db)) {
    const workspace = workspaces.get(row.workspaceId);
    if (workspace?.shown.has(row.repositoryId) !== true) continue;
    const status = workspace.inSync.has(keyOf(row)) ? 'in_sync' : row.status;
    states.set(row.token, decideBadge({ ...row, status }, now));
  }
  return states;
}

export interface BadgeSnapshot {
  /** `unknown` for any text that is not the token of a badge. */
  stateOf(token: string): Promise<BadgeState>;
  /** The next question reads again. */
  forget(): void;
}

interface Kept<Value> {
  readonly value: Value;
  readonly at: number;
}

export function createBadgeSnapshot(ports: BadgePorts): BadgeSnapshot {
  const { clock } = ports;
  const cache = createLeaseCache<BadgeStates>(
    {
      maxEntries: 1,
      load: () => reachStore(() => readStates(ports)),
      validUntil: (_, loadedAt) => loadedAt + badgeMaxAgeSeconds * 1_000,
    },
    clock,
  );
  let lastGood: Kept<BadgeStates> | undefined;
  let failure: Kept<unknown> | undefined;

  function useLast(error: unknown): BadgeStates {
    if (lastGood === undefined || clock.now() - lastGood.at > maxStaleMs) throw error;
    return lastGood.value;
  }

  async function readAll(): Promise<BadgeStates> {
    if (failure !== undefined && clock.now() - failure.at < failurePauseMs) return useLast(failure.value);
    try {
      const states = await cache.get('');
      // The same states as before are as old as before.
      if (lastGood?.value !== states) lastGood = { value: states, at: clock.now() };
      failure = undefined;
      return states;
    } catch (error) {
      failure = { value: error, at: clock.now() };
      return useLast(error);
    }
  }

  return {
    stateOf: async (token) => (await readAll()).get(token) ?? 'unknown',
    forget: () => cache.forget(''),
  };
}
