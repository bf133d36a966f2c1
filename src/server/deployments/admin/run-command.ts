/** Carries out what an admin asks of a batch, by token or on a page. The admin and the reason are in the audit log. */
import type { JsonValue } from '../../../base/json.ts';
import { ok } from '../../../base/result.ts';
import type { HoldReason } from '../../../domain/dispatch/hold.ts';
import { adminActor } from '../../access/admin-tokens.ts';
import type { AdmittedAdmin } from '../../access/admit.ts';
import type { AuditLog } from '../../audit/store.ts';
import type { WorkspaceConfig } from '../../config/config.ts';
import { type Answer, type RefusedAnswer, refuseRequest } from '../../http/answer.ts';
import { readRepositoryNames } from '../../repositories/repository-names.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import type { BatchCommand, BatchCommands, CommandOutcome } from '../seams.ts';
import type { BatchReads } from './batch-reads.ts';
import { refuseUnknownBatch } from './read-batches.ts';
import { type ShownBatchData, showBatch } from './show-batch.ts';

export interface AdminCommandPorts {
  readonly batches: Pick<BatchReads, 'find' | 'readNodes'>;
  readonly commands: BatchCommands;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly audit: Pick<AuditLog, 'append'>;
}

type Asked =
  | { readonly command: 'release'; readonly hold: HoldReason }
  | { readonly command: 'retry'; readonly deployment?: number | undefined };

/** The admin, once admitted. */
export interface CommandCaller {
  readonly workspace: WorkspaceConfig;
  /** As the audit names the admin; `id`: of a person, by GitHub. */
  readonly actor: BatchCommand['actor'];
  /** Where the request came in: a command runs once for each door and trace id. */
  readonly door: 'admin' | 'page';
}

export function toCommandCaller({ workspace, admin }: AdmittedAdmin): CommandCaller {
  return { workspace, actor: { login: adminActor(admin) }, door: 'admin' };
}

export type AdminCommand = Asked & {
  /** Of the batch. */
  readonly id: string;
  readonly caller: CommandCaller;
  /** For the audit. */
  readonly reason: string;
  readonly traceId: string;
};

type Refusal = Extract<CommandOutcome, { status: 'refused' }>['reason'];

function describeRefusal(reason: Refusal, { id, ...asked }: AdminCommand): RefusedAnswer {
  switch (reason) {
    case 'unknown_batch':
      return refuseUnknownBatch(id);
    case 'not_current':
      return refuseRequest(
        409,
        'BatchNotCurrent',
        `Batch ${id} was replaced or withdrawn. Retry the newest batch of its pull request.`,
      );
    case 'of_drift':
      return refuseRequest(
        409,
        'NothingToRetry',
        `Batch ${id} belongs to drift detection, whose batches are not retried. Wait for the next check, or run \`atmos-pro drift remediate\`.`,
      );
    case 'nothing_to_retry':
      return refuseRequest(
        409,
        'NothingToRetry',
        asked.command === 'retry' && asked.deployment !== undefined
          ? `Deployment ${asked.deployment} of batch ${id} cannot run again: only one that failed, timed out, was canceled or could not start, or a plan of a batch that succeeded.`
          : `Batch ${id} has nothing to run again: nothing failed, and no plan of it succeeded or something still runs.`,
      );
    case 'not_held':
      return refuseRequest(
        409,
        'BatchNotHeld',
        asked.command === 'release'
          ? `Batch ${id} is not held by ${asked.hold}.`
          : `Batch ${id} is not held.`,
      );
  }
}

/** What was carried out is on record where that happened. */
async function recordRefused(
  { caller, id, traceId, reason, ...asked }: AdminCommand,
  { refusal }: RefusedAnswer,
  { audit }: AdminCommandPorts,
): Promise<void> {
  const details: Record<string, JsonValue> = {
    action: asked.command,
    batch: Number(id),
    reason,
    refusal: refusal.tag,
    message: refusal.message,
  };
  const { login, id: personId } = caller.actor;
  if (personId !== undefined) details['person'] = { id: personId, login };
  if (asked.command === 'release') details['hold'] = asked.hold;
  if (asked.command === 'retry' && asked.deployment !== undefined) details['deployment'] = asked.deployment;
  await audit.append({
    event: 'batch.command_denied',
    outcome: 'denied',
    workspaceId: caller.workspace.id,
    actor: caller.actor.login,
    traceId,
    details,
  });
}

async function carryOut(command: AdminCommand, ports: AdminCommandPorts): Promise<CommandOutcome> {
  const { batches, commands } = ports;
  const { caller, id, traceId, reason } = command;
  const batchId = Number(id);
  if ((await batches.find(caller.workspace.id, batchId)) === undefined)
    return { status: 'refused', reason: 'unknown_batch' };
  const { actor, door } = caller;
  const given = { batchId, actor, source: `${door}/${traceId}`, traceId, reason };
  return command.command === 'release'
    ? commands.releaseBatch({ ...given, hold: command.hold })
    : commands.retryBatch({ ...given, deployment: command.deployment });
}

/** Answers with the batch as it is afterwards. */
export async function runAdminCommand(
  command: AdminCommand,
  ports: AdminCommandPorts,
): Promise<Answer<ShownBatchData>> {
  const { caller, id } = command;
  const outcome = await carryOut(command, ports);
  if (outcome.status === 'refused') {
    const refused = describeRefusal(outcome.reason, command);
    await recordRefused(command, refused, ports);
    return refused;
  }
  const row = await ports.batches.find(caller.workspace.id, Number(id));
  if (row === undefined) return refuseUnknownBatch(id);
  return ok(showBatch(row, await readRepositoryNames(caller.workspace, ports.repositories)));
}
