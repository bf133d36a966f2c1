/** Puts the settings of `upload-instances` together. */
import { toUploadDestination, type UploadDestination } from '../../src/client/stacks/upload-destination.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { type AtmosQuery, checkFileAlone, resolveAtmosQuery } from '../../src/runner/atmos-inputs.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  /** `undefined`: nothing is sent. */
  readonly destination: UploadDestination<ServerConnection> | undefined;
  /** Instances that are missing from the inventory are gone. */
  readonly confirmRemovals: boolean;
  readonly query: AtmosQuery;
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  const { environment } = runner;
  checkFileAlone(inputs, []);
  const atmos = inputs.upload ? await loadAtmosSettings(runner, { profiles: inputs.profile }) : undefined;
  return {
    destination:
      atmos && toUploadDestination(resolveConnection(inputs, environment, atmos), environment, atmos),
    confirmRemovals: inputs['confirm-removals'],
    query: await resolveAtmosQuery(inputs, environment),
  };
}
