/** Main step of `lock-stack`: settings, lock, delivery. */
import { watchCancellation } from '../../src/runner/cancellation.ts';
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { deliver } from './deliver.ts';
import { inputTable } from './inputs.ts';
import { resolveSettings } from './settings.ts';
import { takeJobLocks } from './take.ts';

export async function run(): Promise<void> {
  const cancellation = watchCancellation();
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const settings = await resolveSettings(inputs, runner);
    const result = await takeJobLocks(settings, cancellation, runner);
    await deliver(result, settings, runner);
  });
}
