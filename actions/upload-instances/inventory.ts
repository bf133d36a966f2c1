/** The instances that there are, as atmos describes them now or described them before. */

import { type Instance, readInstances } from '../../src/client/stacks/read-instances.ts';
import { checkAtmosVersion } from '../../src/git/atmos-version.ts';
import { describeStacks } from '../../src/git/describe-stacks.ts';
import { confinePath } from '../../src/runner/confined-path.ts';
import { compileSelection } from '../../src/runner/globs.ts';
import type { Runner } from '../../src/runner/runner.ts';
import {
  newStacksFile,
  readStacksFile,
  stacksConfinement,
  workingDirectory,
} from '../../src/runner/stacks-file.ts';
import type { Inputs } from './inputs.ts';

export interface Inventory {
  readonly instances: readonly Instance[];
  /** How many are left out by `include` and `exclude`. */
  readonly leftOut: number;
  /** Whether there may be more than this: something narrows it. */
  readonly isPartial: boolean;
}

async function runDescription(inputs: Inputs, runner: Runner): Promise<string> {
  const directory = await workingDirectory(inputs['working-directory'], runner.environment);
  const file = newStacksFile('stacks', runner.random.uuid(), runner.environment);
  const least = inputs['atmos-version'];
  if (least !== undefined) await checkAtmosVersion(least, directory, runner);
  const options = {
    directory,
    file,
    profiles: inputs.profile ?? [],
    identity: inputs.identity,
    processTemplates: inputs['process-templates'],
    processFunctions: inputs['process-functions'],
    skip: inputs.skip ?? [],
    flags: inputs.flags ?? [],
  };
  await describeStacks(options, runner);
  return file;
}

/** Flags of atmos that leave stacks or components out. */
const narrowingFlag = /^--(?:stack|components|component-types|tags|labels)(?:=|$)/;

/** Throws what atmos and the file give reason to. */
export async function findInventory(inputs: Inputs, runner: Runner): Promise<Inventory> {
  const isWanted = await compileSelection(inputs.include ?? [], inputs.exclude ?? []);
  const file =
    inputs.file === undefined
      ? await runDescription(inputs, runner)
      : confinePath(inputs.file, 'file', stacksConfinement(runner.environment));
  const all = readInstances(await readStacksFile(file));
  const instances = isWanted === undefined ? all : all.filter(({ item }) => isWanted(item));
  const leftOut = all.length - instances.length;
  const isPartial = leftOut > 0 || (inputs.flags ?? []).some((flag) => narrowingFlag.test(flag));
  return { instances, leftOut, isPartial };
}
