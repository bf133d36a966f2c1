/** The step of `upload-instances`: what there is, where it goes, and the report. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { inputTable } from './inputs.ts';
import { findInventory } from './inventory.ts';
import { report } from './report.ts';
import { openUpload } from './upload.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    // Whatever keeps the inventory from being sent shows before it is worked out, which may take long.
    const upload = await openUpload(inputs, runner);
    const inventory = await findInventory(inputs, runner);
    const isUploaded = (await upload?.(inventory)) ?? false;
    await report(inventory, isUploaded, runner);
  });
}
