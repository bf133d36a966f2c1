/** Applies the rules of a configuration that ignore changes, when results are read. */
import { compileIgnoreRules, type FindIgnoreRule } from '../../../domain/drift/ignore.ts';
import type { WorkspaceConfig } from '../../config/config.ts';
import type { RepositoryNames } from '../../repositories/repository-names.ts';
import type { ChangedInstance } from './change-reads.ts';

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
