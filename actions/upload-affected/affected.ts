/** The affected components, as atmos describes them now or described them before, narrowed by the inputs. */

import { flattenInstances } from '../../src/client/stacks/count-affected.ts';
import { narrowAffected } from '../../src/client/stacks/narrow-affected.ts';
import { type AffectedComponent, readAffected } from '../../src/client/stacks/read-affected.ts';
import { checkAtmosVersion } from '../../src/git/atmos-version.ts';
import { describeAffected } from '../../src/git/describe-stacks.ts';
import type { ResolvedBase } from '../../src/git/resolve-base.ts';
import { stepConfinement, writeConfinedFile } from '../../src/runner/confined-path.ts';
import { compileSelection, describeIdle } from '../../src/runner/globs.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { newStacksFile, readStacksFile } from '../../src/runner/stacks-file.ts';
import type { Settings } from './settings.ts';

export interface Affected {
  readonly components: readonly AffectedComponent[];
  /** With the components as Atmos wrote them. */
  readonly file: string;
  /** How many are left out by `include`, `exclude` and `component-types`. */
  readonly leftOut: number;
}

async function runAtmos(
  { query, stack, excludeLocked }: Settings,
  base: string,
  runner: Runner,
): Promise<string> {
  const { directory, minimumVersion, passed } = query;
  const ports = { environment: runner.environment, logger: runner.logger, passed };
  const file = newStacksFile('affected', runner.random.uuid(), runner.environment);
  if (minimumVersion !== undefined) await checkAtmosVersion(minimumVersion, directory, ports);
  await describeAffected({ ...query, file, base, stack, excludeLocked }, ports);
  return file;
}

/** Throws INPUT_ATMOS_*, INPUT_STACKS_INVALID or INPUT_FILE_UNUSABLE. */
export async function findAffected(
  settings: Settings,
  comparison: ResolvedBase | undefined,
  runner: Runner,
): Promise<Affected> {
  const { query } = settings;
  const selection = await compileSelection(query.include, query.exclude);
  const file = query.file ?? (await runAtmos(settings, comparison?.baseSha ?? '', runner));
  const all = readAffected(await readStacksFile(file));
  const { componentTypes } = settings;
  if (selection === undefined && componentTypes.length === 0) return { components: all, file, leftOut: 0 };
  // When nothing is affected, no pattern can match.
  const idle = selection?.findIdle('include', flattenInstances(all.map(({ item }) => item))) ?? [];
  if (all.length > 0 && idle.length > 0) {
    await runner.warning(describeIdle('include', idle, 'affected component'), 'Affected stacks');
  }
  const isOfType = (type: string) => componentTypes.length === 0 || componentTypes.includes(type);
  const typed = all.filter(({ componentType }) => isOfType(componentType));
  const components = narrowAffected(typed, selection?.isWanted ?? (() => true));
  const narrowed = newStacksFile('affected', runner.random.uuid(), runner.environment);
  const text = JSON.stringify(components.map(({ source }) => source));
  const confinement = stepConfinement(runner.environment);
  await writeConfinedFile(narrowed, text, { input: 'file', confinement });
  return { components, file: narrowed, leftOut: all.length - components.length };
}
