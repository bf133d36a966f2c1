/**
 * Programs that some tests need and that no npm package has. Without one, its tests are skipped, unless `ATMOS_PRO_TEST_TOOLS` lists
 * it: CI lists all that it installs, so that none of their tests is skipped unnoticed.
 */
import { spawnSync } from 'node:child_process';

export const toolsVariable = 'ATMOS_PRO_TEST_TOOLS';

/** @param isFound how the program is found, if not on the PATH. Throws if a required program is missing. */
export function hasTool(
  name: string,
  isFound = () => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined,
): boolean {
  if (isFound()) return true;
  const required = (process.env[toolsVariable] ?? '').split(' ');
  if (required.includes(name)) throw new Error(`${name} is not installed, and ${toolsVariable} requires it.`);
  return false;
}
