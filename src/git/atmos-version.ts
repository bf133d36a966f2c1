/** Holds the atmos that is installed against the least release that a workflow wants. */
import { ActionError } from '../base/errors.ts';
import { findRelease, isOlderRelease } from '../domain/stacks/atmos-flags.ts';
import { type AtmosPorts, runAtmos } from './run-atmos.ts';

/** Throws INPUT_ATMOS_FAILED when it is older. A development build, which has no release, passes with a word. */
export async function checkAtmosVersion(least: string, directory: string, ports: AtmosPorts): Promise<void> {
  const found = findRelease(await runAtmos(['version', '--format', 'json'], directory, ports));
  if (found === undefined) {
    ports.logger.info('This atmos does not say its release, so atmos-version is not checked.');
    return;
  }
  if (!isOlderRelease(found, least)) return;
  throw new ActionError(
    'INPUT_ATMOS_FAILED',
    `atmos ${found} is installed, and atmos-version asks for ${least} or later.`,
    { hint: 'Install a later release in the step before.' },
  );
}
