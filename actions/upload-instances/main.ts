/** The step of `upload-instances`: settings, inventory, upload, report. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { inputTable } from './inputs.ts';
import { findInventory } from './inventory.ts';
import { reportInstances } from './report.ts';
import { resolveSettings } from './settings.ts';
import { openInstancesUpload } from './upload.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const settings = await resolveSettings(inputs, runner);
    // Opened before atmos runs, which may take minutes: a missing permission shows at once.
    const upload = await openInstancesUpload(settings, runner);
    const inventory = await findInventory(settings, runner);
    const isUploaded = (await upload?.(inventory)) ?? false;
    await reportInstances(inventory, isUploaded, runner);
  });
}
