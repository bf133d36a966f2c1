/** Puts the settings of `upload-affected` together. */
import { defaultMaxPayloadBytes } from '../../src/client/stacks/cut-batch.ts';
import { describeRepository, type RepositoryFields } from '../../src/client/stacks/repository.ts';
import { loadAtmosSettings } from '../../src/git/atmos-settings.ts';
import { type AtmosQuery, resolveAtmosQuery } from '../../src/runner/atmos-inputs.ts';
import { resolveConnection, type ServerConnection } from '../../src/runner/connection.ts';
import { readVariable } from '../../src/runner/environment.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Inputs } from './inputs.ts';

/** Where the result goes. */
interface Destination {
  readonly connection: ServerConnection;
  readonly repository: RepositoryFields;
  /** Largest request, in bytes. */
  readonly maxPayloadBytes: number;
}

export interface Settings {
  /** `undefined`: nothing is sent. */
  readonly destination: Destination | undefined;
  /** Commit or branch to compare with, and full id of the commit that is compared; by default both follow from the event. */
  readonly base: string | undefined;
  readonly head: string | undefined;
  readonly stack: string | undefined;
  readonly excludeLocked: boolean;
  readonly query: AtmosQuery;
}

async function resolveDestination(inputs: Inputs, runner: Runner): Promise<Destination> {
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
    base: inputs.base,
    head: inputs.head,
    stack: inputs.stack,
    excludeLocked: inputs['exclude-locked'],
    query: await resolveAtmosQuery(inputs, runner.environment),
  };
}
