/** Names the repositories of audit entries that have only the id of one, for people. */
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import type { PagePorts } from './page-ports.ts';

/** With today's name where none was recorded. One query for all entries, and none if all are named. */
export async function nameEntries(
  workspace: WorkspaceConfig,
  entries: readonly StoredAuditEntry[],
  { repositories }: Pick<PagePorts, 'repositories'>,
): Promise<readonly StoredAuditEntry[]> {
  const isUnnamed = ({ repository, repositoryId }: StoredAuditEntry) =>
    repository === undefined && repositoryId !== undefined;
  if (!entries.some(isUnnamed)) return entries;
  const names = await readRepositoryNames(workspace, repositories);
  return entries.map((entry) =>
    isUnnamed(entry) ? { ...entry, repository: names.nameOf(entry.repositoryId ?? '') } : entry,
  );
}
