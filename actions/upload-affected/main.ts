/** The step of `upload-affected`: what is compared, what is affected, where it goes, and the report. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { findAffected } from './affected.ts';
import { compare } from './compare.ts';
import { inputTable } from './inputs.ts';
import { report } from './report.ts';
import { openUpload } from './upload.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const comparison = await compare(inputs, runner);
    // Whatever keeps the result from being sent shows before it is worked out, which may take long.
    const upload = await openUpload(inputs, runner);
    const affected = await findAffected(inputs, comparison, runner);
    await upload?.(affected.components, comparison);
    await report({ ...affected, comparison, isUploaded: upload !== undefined }, runner);
  });
}
