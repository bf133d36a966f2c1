/** The step of `upload-affected`: settings, session, comparison, affected components, upload, report. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { findAffected } from './affected.ts';
import { planComparison } from './compare.ts';
import { inputTable } from './inputs.ts';
import { reportAffected } from './report.ts';
import { resolveSettings } from './settings.ts';
import { openAffectedUpload } from './upload.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const settings = await resolveSettings(inputs, runner);
    const compare = await planComparison(settings, runner);
    // Opened before commits are fetched and atmos runs, which may take minutes: a missing permission shows at once.
    const upload = await openAffectedUpload(settings, runner);
    const comparison = await compare();
    const affected = await findAffected(settings, comparison, runner);
    await upload?.(affected.components, comparison);
    await reportAffected({ ...affected, comparison, isUploaded: upload !== undefined }, runner);
  });
}
