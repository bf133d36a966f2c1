/** The step of `commit`: loop prevention, settings, commit, outputs. */
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { commitStaged } from './commit.ts';
import { inputTable } from './inputs.ts';
import { nothing, toOutputs } from './outputs.ts';
import { findLoop, resolveSettings } from './settings.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    runner.presetOutputs(toOutputs(nothing));
    const inputs = readInputs(inputTable, runner.environment);
    const bot = findLoop(inputs, runner.environment);
    if (bot !== undefined) {
      await runner.notice(`Nothing was committed: ${bot} started this run (loop prevention).`, 'Commit');
      return;
    }
    const settings = await resolveSettings(inputs, runner);
    await runner.setOutputs(toOutputs(await commitStaged(settings, runner)));
  });
}
