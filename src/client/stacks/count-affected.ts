/** How much a change touches. */
import {
  type AffectedItem,
  type DependentItem,
  type InstanceName,
  instanceKey,
} from '../../domain/stacks/items.ts';

/** The items and their dependents. */
export function flattenInstances(items: readonly (AffectedItem | DependentItem)[]): readonly InstanceName[] {
  return items.flatMap((item) => [item, ...flattenInstances(item.dependents)]);
}

export interface AffectedCounts {
  /** Items, deleted ones among them. */
  readonly affected: number;
  readonly stacks: number;
  readonly deleted: number;
  /** Instances that only depend on something affected, each once. */
  readonly dependents: number;
}

export function countAffected(items: readonly AffectedItem[]): AffectedCounts {
  const affected = new Set(items.map(instanceKey));
  const dependents = new Set<string>();
  const collect = (below: readonly DependentItem[]): void => {
    for (const dependent of below) {
      const key = instanceKey(dependent);
      if (!affected.has(key)) dependents.add(key);
      collect(dependent.dependents);
    }
  };
  for (const { dependents: below } of items) collect(below);
  return {
    affected: items.length,
    stacks: new Set(items.map(({ stack }) => stack)).size,
    deleted: items.filter(({ deleted }) => deleted === true).length,
    dependents: dependents.size,
  };
}

function some(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** One line for the log and the summary, without a full stop. */
export function describeAffectedCounts({ affected, stacks, deleted, dependents }: AffectedCounts): string {
  if (affected === 0) return 'Nothing is affected';
  const parts = [
    `${some(affected, 'component', 'components')} in ${some(stacks, 'stack', 'stacks')} affected`,
    ...(deleted === 0 ? [] : [`${deleted} of them deleted`]),
    `${some(dependents, 'other depends', 'others depend')} on them`,
  ];
  return parts.join(', ');
}
