/** Puts the settings of `upload-affected` together. */
import { toUploadDestination, type UploadDestination } from '../../src/client/stacks/upload-destination.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { type AtmosQuery, checkFileAlone, resolveAtmosQuery } from '../../src/runner/atmos-inputs.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  /** `undefined`: nothing is sent. */
  readonly destination: UploadDestination<ServerConnection> | undefined;
  /** Commit or branch to compare with, and full id of the commit that is compared; by default both follow from the event. */
  readonly base: string | undefined;
  readonly head: string | undefined;
  readonly stack: string | undefined;
  readonly excludeLocked: boolean;
  /** Empty: all. */
  readonly componentTypes: readonly string[];
  readonly query: AtmosQuery;
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  const { environment } = runner;
  checkFileAlone(inputs, [
    ['stack', inputs.stack !== undefined],
    ['exclude-locked', inputs['exclude-locked']],
  ]);
  const atmos = inputs.upload ? await loadAtmosSettings(runner, { profiles: inputs.profile }) : undefined;
  return {
    destination:
      atmos && toUploadDestination(resolveConnection(inputs, environment, atmos), environment, atmos),
    base: inputs.base,
    head: inputs.head,
    stack: inputs.stack,
    excludeLocked: inputs['exclude-locked'],
    componentTypes: inputs['component-types'] ?? [],
    query: await resolveAtmosQuery(inputs, environment),
  };
}
