/** What is affected, as atmos describes it now or described it before, down to what the workflow wants to know of. */

import { narrowAffected } from '../../src/client/stacks/narrow-affected.ts';
import { type AffectedComponent, readAffected } from '../../src/client/stacks/read-affected.ts';
import { checkAtmosVersion } from '../../src/git/atmos-version.ts';
import { describeAffected } from '../../src/git/describe-stacks.ts';
import type { Comparison } from '../../src/git/resolve-base.ts';
import { confinePath, writeConfinedFile } from '../../src/runner/confined-path.ts';
import { compileSelection } from '../../src/runner/globs.ts';
import type { Runner } from '../../src/runner/runner.ts';
import {
  newStacksFile,
  readStacksFile,
  stacksConfinement,
  workingDirectory,
} from '../../src/runner/stacks-file.ts';
import type { Inputs } from './inputs.ts';

export interface Affected {
  readonly components: readonly AffectedComponent[];
  /** With the components as Atmos wrote them. */
  readonly file: string;
  /** How many are left out by `include` and `exclude`. */
  readonly leftOut: number;
}

async function runDescription(inputs: Inputs, base: string, runner: Runner): Promise<string> {
  const directory = await workingDirectory(inputs['working-directory'], runner.environment);
  const file = newStacksFile('affected', runner.random.uuid(), runner.environment);
  const least = inputs['atmos-version'];
  if (least !== undefined) await checkAtmosVersion(least, directory, runner);
  const options = {
    directory,
    file,
    base,
    stack: inputs.stack,
    excludeLocked: inputs['exclude-locked'],
    profiles: inputs.profile ?? [],
    identity: inputs.identity,
    processTemplates: inputs['process-templates'],
    processFunctions: inputs['process-functions'],
    skip: inputs.skip ?? [],
    flags: inputs.flags ?? [],
  };
  await describeAffected(options, runner);
  return file;
}

/** Throws what atmos and the file give reason to. */
export async function findAffected(
  inputs: Inputs,
  comparison: Comparison | undefined,
  runner: Runner,
): Promise<Affected> {
  const isWanted = await compileSelection(inputs.include ?? [], inputs.exclude ?? []);
  const confinement = stacksConfinement(runner.environment);
  const file =
    inputs.file === undefined
      ? await runDescription(inputs, comparison?.baseSha ?? '', runner)
      : confinePath(inputs.file, 'file', confinement);
  const all = readAffected(await readStacksFile(file));
  if (isWanted === undefined) return { components: all, file, leftOut: 0 };
  const components = narrowAffected(all, isWanted);
  const narrowed = newStacksFile('affected', runner.random.uuid(), runner.environment);
  const text = JSON.stringify(components.map(({ source }) => source));
  await writeConfinedFile(narrowed, text, { input: 'file', confinement });
  return { components, file: narrowed, leftOut: all.length - components.length };
}
