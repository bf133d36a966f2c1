/** Puts the settings of `upload-instances` together. */
import { defaultMaxPayloadBytes } from '../../src/client/stacks/cut-batch.ts';
import { describeRepository, type RepositoryFields } from '../../src/client/stacks/repository.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { type AtmosQuery, resolveAtmosQuery } from '../../src/runner/atmos-inputs.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** Where the inventory goes. */
export interface UploadDestination {
  readonly connection: ServerConnection;
  readonly repository: RepositoryFields;
  /** Largest request, in bytes. */
  readonly maxPayloadBytes: number;
}

export interface Settings {
  /** `undefined`: nothing is sent. */
  readonly destination: UploadDestination | undefined;
  /** Instances that are missing from the inventory are gone. */
  readonly confirmRemovals: boolean;
  readonly query: AtmosQuery;
}

async function resolveDestination(inputs: Inputs, runner: Runner): Promise<UploadDestination> {
  const { environment } = runner;
  const atmos = await loadAtmosSettings(runner);
  return {
    connection: resolveConnection(inputs, environment, atmos),
    repository: describeRepository(
      readVariable('GITHUB_SERVER_URL', environment) ?? '',
      readVariable('GITHUB_REPOSITORY', environment) ?? '',
    ),
    maxPayloadBytes: atmos.maxPayloadBytes ?? defaultMaxPayloadBytes,
  };
}

/** Throws INPUT_MISSING or INPUT_INVALID. */
export async function resolveSettings(inputs: Inputs, runner: Runner): Promise<Settings> {
  return {
    destination: inputs.upload ? await resolveDestination(inputs, runner) : undefined,
    confirmRemovals: inputs['confirm-removals'],
    query: await resolveAtmosQuery(inputs, runner.environment),
  };
}
