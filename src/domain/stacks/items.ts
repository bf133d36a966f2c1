/**
 * The fields of an affected component that are sent: allow-listed ones, and zeroed ones as the Atmos CLI serializes them, since a
 * server may have been written against those (docs/wire.md#affected-stacks-upload).
 */

/** Only `pro` of a component's settings ever leaves the runner. */
export interface ProSettings {
  readonly pro: unknown;
}

interface CommonItem {
  readonly component: string;
  readonly component_type: '';
  readonly component_path: '';
  readonly stack: string;
  readonly stack_slug: '';
}

export interface DependentItem extends CommonItem {
  readonly dependents: readonly DependentItem[];
  /** Whether the same instance is also in the tree of another item of this list. */
  readonly included_in_dependents: boolean;
  readonly settings: ProSettings | null;
}

export interface AffectedItem extends CommonItem {
  readonly affected: '';
  readonly affected_all: null;
  readonly dependents: readonly DependentItem[];
  readonly included_in_dependents: boolean;
  readonly settings: ProSettings | null;
  readonly deleted?: true | undefined;
  readonly deletion_type?: string | undefined;
}

/** One component in one stack. */
export interface InstanceName {
  readonly stack: string;
  readonly component: string;
}

/** Whether an instance is wanted. */
export type Selection = (instance: InstanceName) => boolean;

/** Equal for equal instances only: no name holds a NUL. */
export function instanceKey({ stack, component }: InstanceName): string {
  return `${stack}\0${component}`;
}

/** By stack, then component, in code units: the order of every list that is sent or shown. */
export function compareInstances(one: InstanceName, other: InstanceName): number {
  if (one.stack !== other.stack) return one.stack < other.stack ? -1 : 1;
  if (one.component === other.component) return 0;
  return one.component < other.component ? -1 : 1;
}
