/** Stored uploads as answers show them. */

import type { AffectedNodeData, AffectedSetData } from '../../api/routes/affected-stacks.ts';
import type { StatusData } from '../../api/routes/instance-status.ts';
import type { InstanceData } from '../../api/routes/instances.ts';
import { toTimestamp } from '../../base/text.ts';
import type { Shown } from '../http/answer.ts';
import type { AffectedSet, StoredNode } from './affected-store.ts';
import type { StoredInstance, StoredStatus } from './instance-store.ts';
import { showUploader } from './uploads/uploader.ts';

function showSettings(pro: string | undefined) {
  if (pro === undefined) return undefined;
  const parsed: unknown = JSON.parse(pro);
  return { pro: parsed };
}

function showTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : toTimestamp(time);
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

export function showNode(node: StoredNode): Shown<AffectedNodeData> {
  return {
    number: node.number,
    stack: node.stack,
    component: node.component,
    affected: node.affected,
    root: node.root,
    deleted: node.deleted,
    deletionType: node.deletionType,
    settings: showSettings(node.pro),
    dependents: [...node.dependents],
  };
}

export function showInstance(instance: StoredInstance, repository: string): Shown<InstanceData> {
  const { lastStatus, lastCommand, lastRunAt, disabledAt, orphanedAt } = instance;
  return {
    repository,
    stack: instance.stack,
    component: instance.component,
    componentType: instance.componentType,
    enabled: instance.enabled,
    driftEnabled: instance.driftEnabled,
    status: instance.driftStatus,
    lastStatus,
    lastCommand,
    lastRun: showTime(lastRunAt),
    createdAt: toTimestamp(instance.createdAt),
    updatedAt: toTimestamp(instance.updatedAt),
    disabledAt: showTime(disabledAt),
    orphanedAt: showTime(orphanedAt),
    settings: showSettings(instance.pro),
  };
}

export function showStatus(status: StoredStatus): Shown<StatusData> {
  const { command, exitCode, lastRunAt, plan } = status;
  return {
    id: String(status.id),
    at: toTimestamp(status.at),
    status: status.status,
    command,
    exitCode,
    lastRun: showTime(lastRunAt),
    component: status.reportedAs,
    componentType: status.componentType,
    uploader: showUploader(status.uploader),
    plan: plan && {
      ...plan,
      changes: plan.changes.map((change) => ({ ...change, attributes: [...change.attributes] })),
    },
  };
}
