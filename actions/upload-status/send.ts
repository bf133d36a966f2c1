/** Sends the status of one instance. */

import { ActionError } from '../../src/base/errors.ts';
import { toTimestamp } from '../../src/base/text.ts';
import { connectApi } from '../../src/client/connect.ts';
import { sendAgain } from '../../src/client/stacks/send-upload.ts';
import { decideStatus } from '../../src/client/stacks/status.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { apiPorts } from '../../src/runner/api-ports.ts';
import { resolveConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** Whether it was sent. Throws INPUT_MISSING when nothing is said about how it ended, and what the server gives reason to. */
export async function sendStatus(inputs: Inputs, runner: Runner): Promise<boolean> {
  const { component, stack, command, outcome } = inputs;
  const decision = decideStatus({
    command,
    outcome,
    exitCode: inputs['exit-code'],
    hasChanges: inputs['has-changes'],
  });
  const name = `${component} in ${stack}`;
  if (decision.status === 'skip') {
    await runner.notice(`The status of ${name} was not sent. ${decision.reason}`, 'Status');
    return false;
  }
  const repository = readVariable('GITHUB_REPOSITORY', runner.environment);
  if (decision.status === 'incomplete' || repository === undefined) {
    const missing = repository === undefined ? 'GITHUB_REPOSITORY' : 'exit-code or outcome';
    throw new ActionError('INPUT_MISSING', `The status of ${name} needs ${missing}.`, {
      hint: 'Give the exit code of Terraform, or the outcome of the step that ran it.',
    });
  }
  const connection = resolveConnection(inputs, runner.environment, await loadAtmosSettings(runner));
  const { client, withSession } = connectApi(connection, 'upload-status', apiPorts(connection, runner));
  // Once, so that a repetition is one.
  const report = {
    command: decision.command,
    exit_code: decision.exitCode,
    last_run: toTimestamp(runner.clock.now()),
  };
  await sendAgain(
    () => withSession((session) => client.sendStatus(session, { repository, stack, component }, report)),
    runner,
  );
  runner.logger.info(`Sent: ${decision.command} of ${name} ended with ${decision.exitCode}.`);
  return true;
}
