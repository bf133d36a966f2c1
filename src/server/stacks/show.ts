/** Stored uploads as answers show them. */

import type { AffectedNodeData, AffectedSetData } from '../../api/routes/affected-stacks.ts';
import type { StatusData } from '../../api/routes/instance-status.ts';
import type { InstanceData } from '../../api/routes/instances.ts';
import { toTimestamp } from '../../base/text.ts';
import type { AffectedSet, StoredNode } from './affected-store.ts';
import type { Instance, StoredStatus } from './instance-store.ts';
import { showUploader } from './uploads/uploader.ts';

function showPro(pro: string | undefined) {
  return pro === undefined ? {} : { settings: { pro: JSON.parse(pro) as unknown } };
}

export function showSet(set: AffectedSet, repository: string): AffectedSetData {
  return {
    id: String(set.id),
    repository,
    headSha: set.headSha,
    baseSha: set.baseSha,
    uploadedAt: toTimestamp(set.uploadedAt),
    uploader: showUploader(set.uploader),
    affected: set.affected,
    nodes: set.nodes,
    edges: set.edges,
    cycleCount: set.cycleCount,
    cycles: set.cycles.map((cycle) => cycle.map((one) => ({ ...one }))),
  };
}

export function showNode(node: StoredNode): AffectedNodeData {
  return {
    number: node.number,
    stack: node.stack,
    component: node.component,
    affected: node.affected,
    root: node.root,
    deleted: node.deleted,
    ...(node.deletionType === undefined ? {} : { deletionType: node.deletionType }),
    ...showPro(node.pro),
    dependents: [...node.dependents],
  };
}

export function showInstance(instance: Instance, repository: string): InstanceData {
  const { lastStatus, lastCommand, lastRunAt, disabledAt, orphanedAt } = instance;
  return {
    repository,
    stack: instance.stack,
    component: instance.component,
    componentType: instance.componentType,
    enabled: instance.enabled,
    driftEnabled: instance.driftEnabled,
    status: instance.driftStatus,
    ...(lastStatus === undefined ? {} : { lastStatus }),
    ...(lastCommand === undefined ? {} : { lastCommand }),
    ...(lastRunAt === undefined ? {} : { lastRun: toTimestamp(lastRunAt) }),
    createdAt: toTimestamp(instance.createdAt),
    updatedAt: toTimestamp(instance.updatedAt),
    ...(disabledAt === undefined ? {} : { disabledAt: toTimestamp(disabledAt) }),
    ...(orphanedAt === undefined ? {} : { orphanedAt: toTimestamp(orphanedAt) }),
    ...showPro(instance.pro),
  };
}

export function showStatus(status: StoredStatus): StatusData {
  const { command, exitCode, lastRunAt } = status;
  return {
    id: String(status.id),
    at: toTimestamp(status.at),
    status: status.status,
    ...(command === undefined ? {} : { command }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(lastRunAt === undefined ? {} : { lastRun: toTimestamp(lastRunAt) }),
    component: status.reportedAs,
    componentType: status.componentType,
    uploader: showUploader(status.uploader),
  };
}
