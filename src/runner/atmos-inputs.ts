/** The inputs of every action that has atmos describe stacks, and the settings that follow from them. */
import { ActionError } from '../base/errors.ts';
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

/** The inputs that only atmos reads. `profile` and `working-directory` have another use too. */
function atmosOnly(inputs: InputValues<typeof atmosInputs>): readonly (readonly [string, boolean])[] {
  return [
    ['atmos-version', inputs['atmos-version'] !== undefined],
    ['identity', inputs.identity !== undefined],
    ['process-templates', !inputs['process-templates']],
    ['process-functions', !inputs['process-functions']],
    ['skip', inputs.skip !== undefined],
    ['flags', inputs.flags !== undefined],
    ['pass-environment', inputs['pass-environment'] !== undefined],
  ];
}

/** Throws INPUT_INVALID if inputs for atmos are set together with `file`. `more`: further ones of the action, and whether they are set. */
export function checkFileAlone(
  inputs: InputValues<typeof atmosInputs>,
  more: readonly (readonly [string, boolean])[],
): void {
  if (inputs.file === undefined) return;
  const set = [...more, ...atmosOnly(inputs)].filter(([, isSet]) => isSet).map(([name]) => name);
  if (set.length === 0) return;
  const names = set.map((name) => `"${name}"`).join(', ');
  throw new ActionError(
    'INPUT_INVALID',
    `atmos does not run with the input "file", so ${names} would be ignored.`,
    {
      hint: `Remove ${names}, or remove "file".`,
    },
  );
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
