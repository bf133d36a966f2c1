/** Sends the status of one instance. */
import { ActionError } from '../../src/base/errors.ts';
import { toTimestamp } from '../../src/base/text.ts';
import { connectApi } from '../../src/client/client.ts';
import { sendAgain } from '../../src/client/stacks/send-upload.ts';
import { decideStatus } from '../../src/client/stacks/status.ts';
import type { PlanSummary } from '../../src/domain/drift/plan-summary.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import { summarizePlanFile } from '../../src/runner/plan-file.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

export interface SentStatus {
  readonly isUploaded: boolean;
  /** Why the status went without the summary of its plan. */
  readonly planProblem?: ActionError | undefined;
}

/** A failed command has left no plan, or an old one. A plan that cannot be read must not cost the status. */
async function summarizePlan(
  path: string | undefined,
  { command, exitCode }: { readonly command: 'plan' | 'apply'; readonly exitCode: number },
): Promise<{ readonly plan?: PlanSummary | undefined; readonly problem?: ActionError | undefined }> {
  const hasPlan = exitCode === 0 || (command === 'plan' && exitCode === 2);
  if (path === undefined || !hasPlan) return {};
  try {
    return { plan: await summarizePlanFile(path) };
  } catch (error) {
    if (error instanceof ActionError) return { problem: error };
    throw error;
  }
}

function describePlan({ counts, changes, truncated }: PlanSummary): string {
  const { create, update, replace, drift } = counts;
  const parts = [
    `${create} to create`,
    `${update} to update`,
    `${replace} to replace`,
    `${counts.delete} to delete`,
    `${drift} changed outside Terraform`,
  ];
  const kinds = `${changes.length} ${changes.length === 1 ? 'kind' : 'kinds'} of change${truncated ? ', and more that were left out' : ''}`;
  return `Plan summary: ${parts.join(', ')}; ${kinds}.`;
}

/** Throws INPUT_MISSING without an exit code and an outcome, and the errors of the server. */
export async function sendStatus(
  { connection, instance, facts, planJson }: Settings,
  runner: Runner,
): Promise<SentStatus> {
  const decision = decideStatus(facts);
  const name = `${instance.component} in ${instance.stack}`;
  if (decision.status === 'skip') {
    await runner.notice(`The status of ${name} was not uploaded. ${decision.reason}`, 'Status');
    return { isUploaded: false };
  }
  if (decision.status === 'incomplete') {
    throw new ActionError('INPUT_MISSING', `The status of ${name} has no exit code and no outcome.`, {
      hint: 'Set `exit-code` to the exit code of Terraform, or `outcome` to the outcome of the step that ran it.',
    });
  }
  const { client, withSession } = connectApi(connection, 'upload-status', apiPorts(connection, runner));
  const { plan, problem } = await summarizePlan(planJson, decision);
  // Built once: every attempt sends the same report.
  const report = {
    command: decision.command,
    exit_code: decision.exitCode,
    last_run: toTimestamp(runner.clock.now()),
    plan,
  };
  const answer = await sendAgain(
    () => withSession((session) => client.sendStatus(session, instance, report)),
    runner,
  );
  runner.logger.info(`Uploaded: ${decision.command} of ${name}, exit code ${decision.exitCode}.`);
  if (plan !== undefined) {
    runner.logger.info(describePlan(plan));
    if (answer.isPlanKept !== true) runner.logger.info('The server did not keep the plan summary.');
  }
  return { isUploaded: true, planProblem: problem };
}
