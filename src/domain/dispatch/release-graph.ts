/**
 * Makes the graph of a release: its components come from the inventory, and their order from what uploads have said before. The
 * newest upload that has a component decides what depends on it.
 */
import type { DependencyGraph, GraphNode } from '../stacks/graph.ts';
import { compareInstances, type InstanceName, instanceKey } from '../stacks/items.ts';

/** A component of the inventory. */
export interface InventoryEntry extends InstanceName {
  readonly componentType: string;
  /** JSON text of `settings.pro`. */
  readonly pro: string | undefined;
  /** It starts something for the release. */
  readonly isWired: boolean;
}

/** A component of an upload, by its index there. */
export type KnownNode = InstanceName & Pick<GraphNode, 'dependents'>;

/** Names of what depends on each component, both as keys. */
export type KnownOrder = ReadonlyMap<string, ReadonlySet<string>>;

/** Adds an upload that is older than those in `order`. */
export function addKnownOrder(order: KnownOrder, nodes: readonly KnownNode[]): KnownOrder {
  const added = new Map(order);
  for (const node of nodes) {
    const key = instanceKey(node);
    if (order.has(key)) continue;
    const dependents = node.dependents.flatMap((index) => {
      const dependent = nodes[index];
      return dependent === undefined ? [] : [instanceKey(dependent)];
    });
    added.set(key, new Set(dependents));
  }
  return added;
}

/** Of several types of one name, the one that starts something, else Terraform. */
function isBetter(one: InventoryEntry, other: InventoryEntry): boolean {
  if (one.isWired !== other.isWired) return one.isWired;
  return one.componentType === 'terraform' && other.componentType !== 'terraform';
}

/** What starts something, and what may be between two of them. */
function choose(inventory: readonly InventoryEntry[], order: KnownOrder): readonly InventoryEntry[] {
  const byName = new Map<string, InventoryEntry>();
  for (const entry of inventory) {
    const known = byName.get(instanceKey(entry));
    if (known === undefined || isBetter(entry, known)) byName.set(instanceKey(entry), entry);
  }
  const hasOrder = new Set([...order].flatMap(([parent, children]) => [parent, ...children]));
  return [...byName]
    .filter(([key, { isWired }]) => isWired || hasOrder.has(key))
    .map(([, entry]) => entry)
    .toSorted(compareInstances);
}

export function releaseGraph(inventory: readonly InventoryEntry[], order: KnownOrder): DependencyGraph {
  const entries = choose(inventory, order);
  const indexes = new Map(entries.map((entry, index) => [instanceKey(entry), index]));
  const nodes = entries.map(({ stack, component, pro, isWired, ...entry }): GraphNode => {
    const children = order.get(instanceKey({ stack, component, ...entry })) ?? [];
    const dependents = [...children].flatMap((key) => indexes.get(key) ?? []).toSorted((a, b) => a - b);
    return {
      ...{ stack, component, pro, dependents, affected: isWired, root: false, deleted: false },
      deletionType: undefined,
    };
  });
  return { nodes, edgeCount: nodes.reduce((sum, { dependents }) => sum + dependents.length, 0) };
}
