/** Checks the installed atmos against the minimum version of a workflow. */
import { ActionError } from '../base/errors.ts';
import { findRelease, isOlderRelease } from '../domain/stacks/atmos-flags.ts';
import { type AtmosPorts, runAtmos } from './run-atmos.ts';

/** Throws INPUT_ATMOS_FAILED if it is older. A development build, which has no version, passes with a log line. */
export async function checkAtmosVersion(
  minimum: string,
  directory: string,
  ports: AtmosPorts,
): Promise<void> {
  const found = findRelease(await runAtmos(['version', '--format', 'json'], directory, ports));
  if (found === undefined) {
    ports.logger.info('atmos does not report its version, so atmos-version is not checked.');
    return;
  }
  if (!isOlderRelease(found, minimum)) return;
  throw new ActionError(
    'INPUT_ATMOS_FAILED',
    `atmos ${found} is older than the minimum version, ${minimum}.`,
    { hint: 'Install a newer version in an earlier step.' },
  );
}
