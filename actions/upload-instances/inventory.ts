/** The instances of the repository, as atmos describes them now or described them before, narrowed by the inputs. */
import { type DescribedInstance, readInstances } from '../../src/client/stacks/read-instances.ts';
import { checkAtmosVersion } from '../../src/git/atmos-version.ts';
import { describeStacks } from '../../src/git/describe-stacks.ts';
import type { AtmosQuery } from '../../src/runner/atmos-inputs.ts';
import { compileSelection, describeIdle } from '../../src/runner/globs.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { newStacksFile, readStacksFile } from '../../src/runner/stacks-file.ts';
import type { Settings } from './settings.ts';

export interface Inventory {
  readonly instances: readonly DescribedInstance[];
  /** How many are left out by `include` and `exclude`. */
  readonly leftOut: number;
  /** Whether an input narrows it, so that there may be more instances. */
  readonly isPartial: boolean;
}

async function runAtmos(query: AtmosQuery, runner: Runner): Promise<string> {
  const { directory, minimumVersion, passed } = query;
  const ports = { environment: runner.environment, logger: runner.logger, passed };
  const file = newStacksFile('stacks', runner.random.uuid(), runner.environment);
  if (minimumVersion !== undefined) await checkAtmosVersion(minimumVersion, directory, ports);
  await describeStacks({ ...query, file }, ports);
  return file;
}

/** Flags of atmos that leave stacks or components out. */
const narrowingFlag = /^--(?:stack|components|component-types|tags|labels)(?:=|$)/;

/** Throws INPUT_ATMOS_*, INPUT_STACKS_INVALID or INPUT_FILE_UNUSABLE. */
export async function findInventory({ query }: Settings, runner: Runner): Promise<Inventory> {
  const selection = await compileSelection(query.include, query.exclude);
  const all = readInstances(await readStacksFile(query.file ?? (await runAtmos(query, runner))));
  const named = all.map(({ item }) => item);
  for (const input of ['include', 'exclude'] as const) {
    const idle = selection?.findIdle(input, named) ?? [];
    if (idle.length > 0) await runner.warning(describeIdle(input, idle, 'instance'), 'Inventory');
  }
  const instances = selection === undefined ? all : all.filter(({ item }) => selection.isWanted(item));
  const leftOut = all.length - instances.length;
  const isPartial = leftOut > 0 || query.flags.some((flag) => narrowingFlag.test(flag));
  return { instances, leftOut, isPartial };
}
