/** Reads what `atmos describe affected --format json` wrote, whatever its release, down to what is sent and shown. */

import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import {
  type AffectedItem,
  compareInstances,
  type DependentItem,
  type ProSettings,
} from '../../domain/stacks/items.ts';
import { maxDependentsDepth, maxNameLength } from '../../domain/stacks/limits.ts';

/** One affected component: what is sent, and what only the job itself is told. */
export interface AffectedComponent {
  readonly item: AffectedItem;
  /** `terraform` when Atmos does not say, as its older releases. */
  readonly componentType: string;
  /** Why it is affected, such as `stack.vars`; `''` when Atmos does not say. */
  readonly reason: string;
  /** The item as Atmos wrote it. */
  readonly source: unknown;
}

type JsonObject = Readonly<Record<string, unknown>>;

function invalid(problem: string): ActionError {
  return new ActionError('INPUT_STACKS_INVALID', `The description of what is affected ${problem}.`, {
    hint: 'It must be what `atmos describe affected --format json` writes. Check the input file, and that flags do not change the format.',
  });
}

function readName(object: JsonObject, key: 'component' | 'stack'): string {
  const name = object[key];
  if (typeof name === 'string' && name !== '' && name.length <= maxNameLength && !name.includes('\0'))
    return name;
  throw invalid(`has an item without a usable "${key}" (a text of 1 to ${maxNameLength} characters)`);
}

/** A list; Go writes `null` for an empty one. */
function readList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw invalid('has something else where a list belongs');
}

/** A later Atmos has `pro` beside `settings`; a block there that holds something wins whole (docs/wire.md#affected-stacks-upload). */
function readProSettings(object: JsonObject): ProSettings | null {
  const { pro, settings } = object;
  if (isRecord(pro) && Object.keys(pro).length > 0) return { pro };
  return isRecord(settings) && 'pro' in settings ? { pro: settings['pro'] } : null;
}

function readDependents(value: unknown, depth: number): readonly DependentItem[] {
  const dependents = readList(value);
  if (dependents.length > 0 && depth > maxDependentsDepth)
    throw invalid(`nests dependents deeper than ${maxDependentsDepth} levels`);
  return dependents.map((dependent) => {
    if (!isRecord(dependent)) throw invalid('has a dependent that is not an object');
    // The order is the CLI's.
    return {
      component: readName(dependent, 'component'),
      component_type: '',
      component_path: '',
      stack: readName(dependent, 'stack'),
      stack_slug: '',
      dependents: readDependents(dependent['dependents'], depth + 1),
      included_in_dependents: dependent['included_in_dependents'] === true,
      settings: readProSettings(dependent),
    };
  });
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function readComponent(source: unknown): AffectedComponent {
  if (!isRecord(source)) throw invalid('has an item that is not an object');
  const deletionType = readText(source['deletion_type']);
  const item: AffectedItem = {
    component: readName(source, 'component'),
    component_type: '',
    component_path: '',
    stack: readName(source, 'stack'),
    stack_slug: '',
    affected: '',
    affected_all: null,
    dependents: readDependents(source['dependents'], 1),
    included_in_dependents: source['included_in_dependents'] === true,
    settings: readProSettings(source),
    deleted: source['deleted'] === true ? true : undefined,
    deletion_type: deletionType === '' ? undefined : deletionType,
  };
  const [type, reason] = [readText(source['component_type']), readText(source['affected'])];
  const componentType = type || 'terraform';
  return { item, componentType, reason, source };
}

/** Sorted, since Atmos writes them in no order. `null` is an empty list. Throws INPUT_STACKS_INVALID. */
export function readAffected(text: string): readonly AffectedComponent[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('is not JSON');
  }
  return readList(value)
    .map(readComponent)
    .sort(({ item: one }, { item: other }) => compareInstances(one, other));
}
