/** Shows drifted instances whose changes are all ignored as that. */
import type { WorkspaceConfig } from '../../config/config.ts';
import { findIgnored } from '../causes/ignored.ts';
import { ignoredKey } from '../causes/ignored-instances.ts';
import type { StatusCount } from './count-instances.ts';
import type { ListedInstance } from './instance-pages.ts';
import type { DriftDeskPorts } from './ports.ts';

/** Of drifted instances, those whose changes are all ignored now. */
export async function judgeIgnored(
  workspace: WorkspaceConfig,
  found: readonly ListedInstance[],
  { config, database, known }: DriftDeskPorts,
): Promise<(instance: ListedInstance) => boolean> {
  const drifted = found.filter(
    ({ driftStatus, orphanedAt }) => driftStatus === 'drifted' && orphanedAt === undefined,
  );
  const ignored = new Set<string>();
  for (const [repositoryId, instances] of Map.groupBy(drifted, (one) => one.repositoryId)) {
    const query = { workspaceId: workspace.id, repositoryId, instances };
    const keys = await findIgnored(query, { config, database, repositories: known });
    for (const one of instances)
      if (keys.has(JSON.stringify([one.stack, one.component, one.componentType])))
        ignored.add(ignoredKey(one));
  }
  return (instance) => ignored.has(ignoredKey(instance));
}

/** What is stored as drifted, and is ignored, counts as that. */
export function moveIgnored(stored: readonly StatusCount[], ignored: number): readonly StatusCount[] {
  return stored.map((one) => {
    if (one.status === 'ignored') return { ...one, count: ignored, isMore: false };
    return one.status === 'drifted' && !one.isMore
      ? { ...one, count: Math.max(0, one.count - ignored) }
      : one;
  });
}
