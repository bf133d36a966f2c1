/** The step of `upload-status`: what happened, and that the server knows. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { inputTable } from './inputs.ts';
import { toOutputs } from './outputs.ts';
import { sendStatus } from './send.ts';

/** Read before the inputs are judged: a wrong one must not fail the job either. */
const fails = /^\s*true\s*$/i;

export async function run(): Promise<void> {
  const onFailure = fails.test(process.env['INPUT_FAIL-ON-ERROR'] ?? '') ? 'fail' : 'warn';
  await runAction(
    async (runner) => {
      await runner.setOutputs(toOutputs(false));
      const inputs = readInputs(inputTable, runner.environment);
      await runner.setOutputs(toOutputs(await sendStatus(inputs, runner)));
    },
    { onFailure },
  );
}
