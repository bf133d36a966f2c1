/** Post step of `setup-sts`: runs always, after a failed or cancelled job too. */
import { runAction } from '../../src/runner/run-action.ts';
import { cleanUp } from './cleanup.ts';

export async function run(): Promise<void> {
  await runAction(cleanUp, { onFailure: 'warn' });
}
