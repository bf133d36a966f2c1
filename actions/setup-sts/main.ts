/** Main step of `setup-sts`: settings, mint, delivery. */

import { checkTokenEnv } from '../../src/client/sts/token-env.ts';
import { readInputs } from '../../src/runner/inputs.ts';
import { runAction } from '../../src/runner/run-action.ts';
import { deliverTokens } from './deliver.ts';
import { inputTable } from './inputs.ts';
import { readJobGit } from './job-git.ts';
import { mintTokens } from './mint.ts';
import { resolveSettings } from './settings.ts';

export async function run(): Promise<void> {
  await runAction(async (runner) => {
    const inputs = readInputs(inputTable, runner.environment);
    const settings = await resolveSettings(inputs, runner);
    // Checked before the mint: these would fail after it.
    const jobRules = settings.gitConfig === 'none' ? undefined : await readJobGit(runner);
    checkTokenEnv(settings.tokenEnv);
    const minted = await mintTokens(settings, runner);
    await deliverTokens(minted, { settings, jobRules }, runner);
  });
}
