/** Reads what atmos.yaml says about the Atmos Pro server, where the Atmos CLI itself looks for it. */
import { loadAtmosConfig } from '../../src/atmos-config/load-atmos-config.ts';
import type { AtmosProSettings } from '../../src/atmos-config/settings.ts';
import { configFiles } from '../../src/git/config-files.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** Empty outside of a checkout with an atmos.yaml. Values that only Atmos can work out are left out, and named in the log. */
export async function loadAtmosSettings(runner: Runner): Promise<AtmosProSettings> {
  const { environment, logger } = runner;
  const homeDirectory = readVariable('HOME', environment);
  const { settings, unusable } = await loadAtmosConfig(
    {
      workingDirectory: readVariable('GITHUB_WORKSPACE', environment) ?? process.cwd(),
      ...(homeDirectory === undefined ? {} : { homeDirectory }),
      platform: process.platform,
      environment,
    },
    configFiles,
  );
  for (const { location, key, reason } of unusable)
    logger.info(`${location}: ${key} is not used: ${reason}.`);
  return settings;
}
