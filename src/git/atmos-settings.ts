/** Reads what atmos.yaml says about the Atmos Pro server, where the Atmos CLI itself looks for it. */

import type { Logger } from '../base/ports.ts';
import { loadAtmosConfig } from '../domain/atmos-config/load-atmos-config.ts';
import type { AtmosProSettings } from '../domain/atmos-config/settings.ts';
import { configFiles } from './config-files.ts';

interface AtmosSettingsPorts {
  /** Variables of the step; empty ones count as absent. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/** Empty outside of a checkout with an atmos.yaml. Values that only Atmos can work out are left out, and named in the log. */
export async function loadAtmosSettings({
  environment,
  logger,
}: AtmosSettingsPorts): Promise<AtmosProSettings> {
  const homeDirectory = environment['HOME'] || undefined;
  const { settings, unusable } = await loadAtmosConfig(
    {
      workingDirectory: environment['GITHUB_WORKSPACE'] || process.cwd(),
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
