/** Post step of `lock-stack`: runs always, after a failed or cancelled job too. */
import { runAction } from '../../src/runner/run-action.ts';
import { release } from './release.ts';

export async function run(): Promise<void> {
  await runAction(release, { onFailure: 'warn' });
}
