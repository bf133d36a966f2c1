/** Reads the Atmos Pro settings of atmos.yaml, which is searched where the Atmos CLI searches it. */

import type { Logger } from '../base/ports.ts';
import { loadAtmosConfig } from '../domain/atmos-config/load-atmos-config.ts';
import type { AtmosProSettings } from '../domain/atmos-config/settings.ts';
import { configFiles } from './config-files.ts';

interface AtmosSettingsPorts {
  /** Variables of the step. Empty ones count as not set. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

interface AtmosSettingsOptions {
  /** Profiles that the step asks for, before `ATMOS_PROFILE` and `profiles.default`. */
  readonly profiles?: readonly string[] | undefined;
}

/** Empty without an atmos.yaml. Values that only Atmos can evaluate are ignored, and the log names them. */
export async function loadAtmosSettings(
  { environment, logger }: AtmosSettingsPorts,
  { profiles }: AtmosSettingsOptions = {},
): Promise<AtmosProSettings> {
  const { settings, unusable } = await loadAtmosConfig(
    {
      workingDirectory: environment['GITHUB_WORKSPACE'] || process.cwd(),
      homeDirectory: environment['HOME'] || undefined,
      profiles,
      platform: process.platform,
      environment,
    },
    configFiles,
  );
  for (const { location, key, reason } of unusable) logger.info(`${location}: ${key} is ignored: ${reason}.`);
  return settings;
}
