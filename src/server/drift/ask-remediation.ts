/** Starts a remediation that an admin asks for, by token or on a page. A refusal is audited as well. */
import { ok } from '../../base/result.ts';
import type { AuditLog } from '../audit/store.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { type RemediateCommand, type RemediatePorts, type RemediateRefusal, remediate } from './remediate.ts';

export interface RemediationPorts extends RemediatePorts {
  readonly audit: Pick<AuditLog, 'append'>;
}

export const notConfigured = refuseRequest(
  404,
  'DriftNotConfigured',
  'The repository has no drift detection in this workspace.',
);

async function recordRefused(
  { repository, actor, reason, traceId, details }: RemediateCommand,
  refusal: RemediateRefusal,
  { audit }: RemediationPorts,
): Promise<void> {
  await audit.append({
    event: 'drift.remediated',
    outcome: 'denied',
    workspaceId: repository.workspaceId,
    repositoryId: repository.repositoryId,
    repository: repository.name,
    actor,
    traceId,
    details: { refusal: refusal.tag, message: refusal.message, reason, ...details },
  });
}

/** `batch`: its id; `instances`: how many it remediates. */
export async function askRemediation(
  command: RemediateCommand,
  ports: RemediationPorts,
): Promise<Answer<{ readonly batch: number; readonly instances: number }>> {
  const outcome = await remediate(command, ports);
  if (outcome.status === 'ok') return ok({ batch: outcome.value.batchId, instances: outcome.value.count });
  const { refusal } = outcome;
  await recordRefused(command, refusal, ports);
  return refusal.tag === 'unknown_instance'
    ? refuseRequest(404, 'InstanceNotFound', refusal.message)
    : refuseRequest(409, 'NotRemediable', refusal.message);
}
