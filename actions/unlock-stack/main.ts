/** The step of `unlock-stack`: settings, release, output. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { inputTable } from './inputs.ts';
import { toOutputs } from './outputs.ts';
import { resolveSettings } from './settings.ts';
import { unlock } from './unlock.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const settings = await resolveSettings(inputs, runner);
    await runner.setOutputs(toOutputs(await unlock(settings, runner)));
  });
}
