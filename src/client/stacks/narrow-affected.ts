/** Leaves out of a set of affected components what is not wanted, and keeps the rest true to itself. */
import {
  type AffectedItem,
  type DependentItem,
  instanceKey,
  type Selection,
} from '../../domain/stacks/items.ts';

interface Tree {
  readonly stack: string;
  readonly component: string;
  readonly dependents: readonly DependentItem[];
}

/** The dependents of an item that is left out move up, so they still come after what it depended on. */
function narrowDependents(
  dependents: readonly DependentItem[],
  isWanted: Selection,
): readonly DependentItem[] {
  const kept = new Map<string, DependentItem>();
  for (const dependent of dependents) {
    const below = narrowDependents(dependent.dependents, isWanted);
    const found = isWanted(dependent) ? [{ ...dependent, dependents: below }] : below;
    for (const item of found) if (!kept.has(instanceKey(item))) kept.set(instanceKey(item), item);
  }
  return markIncluded([...kept.values()]);
}

/** Every instance of the trees below each of the items, with the number of items below which it stands. */
function countBelow(items: readonly Tree[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const below = new Set<string>();
    const collect = (dependents: readonly DependentItem[]): void => {
      for (const dependent of dependents) {
        below.add(instanceKey(dependent));
        collect(dependent.dependents);
      }
    };
    collect(item.dependents);
    for (const key of below) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** An item whose parent was left out has become a root, which the flag must say. */
function markIncluded<Item extends Tree & { readonly included_in_dependents: boolean }>(
  items: readonly Item[],
): readonly Item[] {
  const counts = countBelow(items);
  return items.map((item) => ({ ...item, included_in_dependents: counts.has(instanceKey(item)) }));
}

/** The components that are wanted, each with the dependents that are. */
export function narrowAffected<Component extends { readonly item: AffectedItem }>(
  components: readonly Component[],
  isWanted: Selection,
): readonly Component[] {
  const kept = components.filter(({ item }) => isWanted(item));
  const items = markIncluded(
    kept.map(({ item }) => ({ ...item, dependents: narrowDependents(item.dependents, isWanted) })),
  );
  return kept.map((component, index) => ({ ...component, item: items[index] ?? component.item }));
}
