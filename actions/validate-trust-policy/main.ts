/** The step of `validate-trust-policy`: settings, findings, report, verdict. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { inputTable } from './inputs.ts';
import { reportPolicies } from './report.ts';
import { resolveSettings } from './settings.ts';
import { validate } from './validate.ts';
import { failOn } from './verdict.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const settings = resolveSettings(inputs, runner.environment);
    const result = await validate(settings, runner);
    await reportPolicies(result, settings, runner);
    failOn(settings.failOn, result.files);
  });
}
