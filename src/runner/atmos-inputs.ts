/** The inputs of every action that has atmos describe stacks, and the settings that follow from them. */
import { passedNameProblem } from '../domain/credentials/child-environment.ts';
import { flagProblem, releaseProblem } from '../domain/stacks/atmos-flags.ts';
import { confinePath, stepConfinement } from './confined-path.ts';
import type { Environment } from './environment.ts';
import { globProblem } from './globs.ts';
import type { InputTable, InputValues } from './inputs.ts';
import { workingDirectory } from './stacks-file.ts';

export const atmosInputs = {
  file: { kind: 'text' },
  include: { kind: 'list', problem: globProblem },
  exclude: { kind: 'list', problem: globProblem },
  'working-directory': { kind: 'text' },
  'atmos-version': { kind: 'text', problem: releaseProblem },
  profile: { kind: 'list' },
  identity: { kind: 'text' },
  'process-templates': { kind: 'flag', default: 'true' },
  'process-functions': { kind: 'flag', default: 'true' },
  skip: { kind: 'list' },
  flags: { kind: 'list', problem: flagProblem },
  'pass-environment': { kind: 'list', problem: passedNameProblem },
} as const satisfies InputTable;

/** What atmos is asked to describe, and what of it is used. */
export interface AtmosQuery {
  /** Absolute path of an earlier description; `undefined` runs atmos. */
  readonly file: string | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Absolute; where atmos runs. */
  readonly directory: string;
  readonly minimumVersion: string | undefined;
  readonly profiles: readonly string[];
  readonly identity: string | undefined;
  readonly processTemplates: boolean;
  readonly processFunctions: boolean;
  readonly skip: readonly string[];
  readonly flags: readonly string[];
  /** Variables for atmos besides its own, by name or with `*` at the end. */
  readonly passed: readonly string[];
}

/** Throws INPUT_INVALID for a path outside of the workspace and for a directory that does not exist. */
export async function resolveAtmosQuery(
  inputs: InputValues<typeof atmosInputs>,
  environment: Environment,
): Promise<AtmosQuery> {
  return {
    file:
      inputs.file === undefined ? undefined : confinePath(inputs.file, 'file', stepConfinement(environment)),
    include: inputs.include ?? [],
    exclude: inputs.exclude ?? [],
    directory: await workingDirectory(inputs['working-directory'], environment),
    minimumVersion: inputs['atmos-version'],
    profiles: inputs.profile ?? [],
    identity: inputs.identity,
    processTemplates: inputs['process-templates'],
    processFunctions: inputs['process-functions'],
    skip: inputs.skip ?? [],
    flags: inputs.flags ?? [],
    passed: inputs['pass-environment'] ?? [],
  };
}
