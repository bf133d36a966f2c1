/** Reads what atmos.yaml says about the Atmos Pro server, where the Atmos CLI itself looks for it. */
import type { AtmosProSettings } from '../../src/atmos-config/settings.ts';
import type { Runner } from '../../src/runner/runner.ts';

export async function loadAtmosSettings(_runner: Runner): Promise<AtmosProSettings> {
  return {};
}
