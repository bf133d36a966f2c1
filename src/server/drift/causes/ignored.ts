/** Applies the rules of a configuration that ignore changes, when results are read. */
import { compileIgnoreRules, type FindIgnoreRule } from '../../../domain/drift/ignore.ts';
import type { InstanceName } from '../../../domain/stacks/items.ts';
import type { ServerConfig, WorkspaceConfig } from '../../config/config.ts';
import { reachStore } from '../../database/failures.ts';
import { type OpenedDatabase, readDatabaseTime } from '../../database/open.ts';
import { type RepositoryNames, readRepositoryNames } from '../../repositories/repository-names.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import type { DriftPlace } from '../instance-table.ts';
import { type ChangedInstance, readChangesOf } from './change-reads.ts';

/** By repository id. */
export type IgnoreRules = ReadonlyMap<string, FindIgnoreRule>;

export function readIgnoreRules(
  workspace: WorkspaceConfig,
  names: Pick<RepositoryNames, 'idOf'>,
  now: number,
): IgnoreRules {
  return new Map(
    workspace.repositories.flatMap(({ name, drift }) => {
      const id = names.idOf(name);
      const isUsed = id !== undefined && drift !== undefined && drift.ignore.length > 0;
      return isUsed ? [[id, compileIgnoreRules(drift.ignore, now)]] : [];
    }),
  );
}

/** What is left of an instance: one whose changes are all ignored is in sync, if they are all known. */
export function withoutIgnored({ changes, isTruncated }: ChangedInstance, rules: IgnoreRules) {
  const left = changes.filter((change) => rules.get(change.repositoryId)?.(change) === undefined);
  return {
    left,
    ignored: changes.length - left.length,
    isInSync: left.length === 0 && changes.length > 0 && !isTruncated,
  };
}

export interface IgnoredPorts {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly database: OpenedDatabase;
  readonly repositories: Pick<RepositoryStore, 'list'>;
}

interface IgnoredQuery extends DriftPlace {
  readonly instances: readonly (InstanceName & { readonly componentType: string })[];
}

/** Of these, those whose changes are all ignored: stack, component and type as JSON. Asks GitHub nothing. */
export async function findIgnored(
  { workspaceId, repositoryId, instances }: IgnoredQuery,
  { config, database, repositories }: IgnoredPorts,
): Promise<ReadonlySet<string>> {
  const workspace = config.workspaces.find(({ id }) => id === workspaceId);
  const isUsed = workspace?.repositories.some(({ drift }) => (drift?.ignore.length ?? 0) > 0);
  if (workspace === undefined || isUsed !== true || instances.length === 0) return new Set();
  const names = await readRepositoryNames(workspace, repositories);
  return reachStore(async () => {
    const rules = readIgnoreRules(workspace, names, await readDatabaseTime(database));
    const changed = await readChangesOf(database, { workspaceId, repositoryId, instances });
    const inSync = changed.filter((one) => withoutIgnored(one, rules).isInSync);
    return new Set(
      inSync.flatMap(({ changes: [first] }) =>
        first === undefined ? [] : [JSON.stringify([first.stack, first.component, first.componentType])],
      ),
    );
  });
}
