/** Finds what decided when a batch ended, or decides when it will: of each deployment, what it waited for last. */
import type { GraphEdge } from './layers.ts';

/** A deployment on the way. Times in milliseconds since the Unix epoch. */
export interface PathNode {
  /** It has not ended. */
  readonly isOpen: boolean;
  /** `undefined`: it was not started, or has not ended. */
  readonly endedAt: number | undefined;
}

/** By node: how many open ones follow each other up to it, itself included; 0 for one that has ended. */
function countOpenWays(
  nodes: readonly PathNode[],
  parents: readonly (readonly number[])[],
  order: readonly number[],
): readonly number[] {
  const ways = nodes.map(() => 0);
  for (const node of order) {
    if (nodes[node]?.isOpen !== true) continue;
    ways[node] = 1 + Math.max(0, ...(parents[node] ?? []).map((parent) => ways[parent] ?? 0));
  }
  return ways;
}

/**
 * Indexes of nodes, the first first. Open ones end after all that have ended, and the longest chain of them last. `layers`: of
 * `layerGraph`, as `edges`, so that no cycle is left.
 */
export function findCriticalPath(
  nodes: readonly PathNode[],
  { layers, edges }: { readonly layers: readonly number[]; readonly edges: readonly GraphEdge[] },
): readonly number[] {
  const parents: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) parents[to]?.push(from);
  const order = nodes.map((_, node) => node).sort((one, other) => (layers[one] ?? 0) - (layers[other] ?? 0));
  const ways = countOpenWays(nodes, parents, order);
  const isOnWay = (node: number) => nodes[node]?.isOpen === true || nodes[node]?.endedAt !== undefined;
  const isLater = (one: number, other: number) =>
    (ways[one] ?? 0) - (ways[other] ?? 0) || (nodes[one]?.endedAt ?? 0) - (nodes[other]?.endedAt ?? 0);
  /** Of equal ones the first. */
  const findLast = (among: readonly number[]) =>
    among
      .filter(isOnWay)
      .reduce<number | undefined>(
        (last, node) => (last === undefined || isLater(node, last) > 0 ? node : last),
        undefined,
      );
  const path: number[] = [];
  for (let node = findLast(order); node !== undefined; node = findLast(parents[node] ?? [])) path.push(node);
  return path.reverse();
}
