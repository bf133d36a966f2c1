/** Sends the status of one instance. */
import { ActionError } from '../../src/base/errors.ts';
import { toTimestamp } from '../../src/base/text.ts';
import { connectApi } from '../../src/client/client.ts';
import { sendAgain } from '../../src/client/stacks/send-upload.ts';
import { decideStatus } from '../../src/client/stacks/status.ts';
import { apiPorts } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** Whether it was sent. Throws INPUT_MISSING without an exit code and an outcome, and the errors of the server. */
export async function sendStatus(
  { connection, instance, facts }: Settings,
  runner: Runner,
): Promise<boolean> {
  const decision = decideStatus(facts);
  const name = `${instance.component} in ${instance.stack}`;
  if (decision.status === 'skip') {
    await runner.notice(`The status of ${name} was not uploaded. ${decision.reason}`, 'Status');
    return false;
  }
  if (decision.status === 'incomplete') {
    throw new ActionError('INPUT_MISSING', `The status of ${name} has no exit code and no outcome.`, {
      hint: 'Set `exit-code` to the exit code of Terraform, or `outcome` to the outcome of the step that ran it.',
    });
  }
  const { client, withSession } = connectApi(connection, 'upload-status', apiPorts(connection, runner));
  // Built once: every attempt sends the same report.
  const report = {
    command: decision.command,
    exit_code: decision.exitCode,
    last_run: toTimestamp(runner.clock.now()),
  };
  await sendAgain(() => withSession((session) => client.sendStatus(session, instance, report)), runner);
  runner.logger.info(`Uploaded: ${decision.command} of ${name}, exit code ${decision.exitCode}.`);
  return true;
}
