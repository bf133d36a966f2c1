/** The step of `upload-status`: settings, upload, output. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { inputTable } from './inputs.ts';
import { toOutputs } from './outputs.ts';
import { sendStatus } from './send.ts';
import { resolveSettings } from './settings.ts';

/** Read before the inputs are checked: an invalid one must not fail the job either. */
const fails = /^\s*true\s*$/i;

export async function run(): Promise<void> {
  const onFailure = fails.test(process.env['INPUT_FAIL-ON-ERROR'] ?? '') ? 'fail' : 'warn';
  await runAction(
    async (runner) => {
      runner.presetOutputs(toOutputs(false));
      const inputs = readInputs(inputTable, runner.environment);
      const settings = await resolveSettings(inputs, runner);
      const { isUploaded, planProblem } = await sendStatus(settings, runner);
      await runner.setOutputs(toOutputs(isUploaded));
      if (planProblem !== undefined) throw planProblem;
    },
    { onFailure },
  );
}
