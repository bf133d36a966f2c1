/** The step of `validate-trust-policy`: find the files, check them, tell what was found, and fail if asked to. */

import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { inputTable } from './inputs.ts';
import { report } from './report.ts';
import { validate } from './validate.ts';
import { failOn } from './verdict.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const result = await validate(inputs, runner);
    await report(result, inputs, runner);
    failOn(inputs['fail-on'], result.files);
  });
}
