/** Carries out what a person asked for by a box or a button: GitHub says at that moment whether they may, and it is on record. */
import type { Kysely } from 'kysely';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import type { BoxAction } from '../../domain/reports/callouts.ts';
import { mayWrite } from '../../github/collaborators.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { RunCommands, ShownBatch, ShownRepository } from './ports.ts';
import type { ProjectPorts } from './project.ts';
import type { Sender } from './read-command.ts';

export interface CommandPorts
  extends Pick<ProjectPorts, 'database' | 'client' | 'deploymentAccess' | 'reports' | 'identity'> {
  readonly commands: RunCommands;
}

export interface Asked {
  readonly guid: string;
  readonly sender: Sender;
  readonly repository: ShownRepository;
  readonly batch: ShownBatch;
  readonly action: BoxAction;
}

/** `forbidden`: the person may not write. Anything else is the core's word. */
export type CommandEnd = 'done' | 'forbidden' | (string & {});

/** What a box or button of a held batch releases. */
function heldBy({ batch, action }: Asked): HoldReason | undefined {
  if (action === 'resume') return 'cooldown';
  return batch.heldBy === 'cooldown' ? undefined : batch.heldBy;
}

async function carryOut(asked: Asked, { commands }: CommandPorts): Promise<CommandEnd> {
  const { guid, sender, batch, action } = asked;
  const actor = { login: sender.login, id: String(sender.id) };
  const command = { batchId: Number(batch.report.id), actor, source: guid };
  if (action === 'retry' || action === 'plan_again') {
    const outcome = await commands.retryBatch(command);
    return outcome.status === 'done' ? 'done' : outcome.reason;
  }
  if (action === 'apply_last') {
    const outcome = await commands.applyLastList(command);
    return outcome.status === 'done' ? 'done' : outcome.reason;
  }
  const hold = heldBy(asked);
  if (hold === undefined) return 'not_held';
  const outcome = await commands.releaseBatch({ ...command, hold });
  return outcome.status === 'done' ? 'done' : outcome.reason;
}

/** Rejects with `GitHubFailure` where GitHub does not say whether the person may. */
export async function runCommand(
  asked: Asked,
  ports: CommandPorts,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const { sender, repository } = asked;
  const isAllowed = await ports.deploymentAccess.use(repository, (handle) =>
    mayWrite({ client: ports.client, signal }, handle, sender),
  );
  return isAllowed ? carryOut(asked, ports) : 'forbidden';
}

/** A refusal is audited here; what was carried out is audited where that happened. In the transaction that ends the delivery. */
export async function recordRefusal(
  trx: Kysely<Database>,
  dialect: Dialect,
  { asked, end }: { readonly asked: Asked; readonly end: CommandEnd },
): Promise<void> {
  const { guid, sender, repository, batch, action } = asked;
  await trx
    .insertInto('commands')
    .values({
      source: guid,
      kind: action,
      batch_id: Number(batch.report.id),
      actor_login: sender.login,
      actor_id: String(sender.id),
      outcome: end,
      commanded_at: dialect.now,
    })
    // The core has recorded the command if it was the core that refused.
    .onConflict((conflict) => conflict.columns(['source', 'kind']).doNothing())
    .execute();
  await appendAuditEntry(trx, dialect, {
    event: 'batch.command_denied',
    outcome: 'denied',
    workspaceId: repository.workspaceId,
    repositoryId: repository.repositoryId,
    repository: repository.name,
    actor: sender.login,
    traceId: guid,
    details: { action, batch: batch.report.id, subject: batch.subject, actorId: sender.id, reason: end },
  });
}
