/** The nested trees of an upload as one drawing: each instance once, each dependency once. */
import { type AffectedItem, type DependentItem, type InstanceName, instanceKey } from './items.ts';
import type { Drawing } from './render-mermaid.ts';

export function drawDependencies(items: readonly AffectedItem[]): Drawing {
  const nodes: (InstanceName & { readonly isAffected: boolean })[] = [];
  const places = new Map<string, number>();
  const edges = new Map<string, readonly [number, number]>();
  const place = (instance: InstanceName, isAffected: boolean): number => {
    const key = instanceKey(instance);
    const known = places.get(key);
    if (known !== undefined) return known;
    const { stack, component } = instance;
    places.set(key, nodes.length);
    return nodes.push({ stack, component, isAffected }) - 1;
  };
  const connect = (from: number, dependents: readonly DependentItem[]): void => {
    for (const dependent of dependents) {
      const to = place(dependent, false);
      edges.set(`${from} ${to}`, [from, to]);
      connect(to, dependent.dependents);
    }
  };
  for (const item of items) place(item, true);
  for (const item of items) connect(place(item, true), item.dependents);
  return { nodes, edges: [...edges.values()] };
}
