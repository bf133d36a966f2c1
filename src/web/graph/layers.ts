/** Sorts the nodes of a graph into layers, so that each stands behind everything that it depends on. Cycles are cut. */

/** Indexes of nodes: what `to` depends on, and `to`. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
}

export interface Layering {
  /** By node, from 0: the length of the longest way to it. */
  readonly layers: readonly number[];
  /** Each once, none from a node to itself. */
  readonly edges: readonly GraphEdge[];
  /** Those that close a cycle: nothing is sorted by them. */
  readonly back: readonly GraphEdge[];
}

/** Each once, in the order of their nodes. */
function normalizeEdges(count: number, edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const keys = new Set<number>();
  for (const { from, to } of edges)
    if (from !== to && from >= 0 && to >= 0 && from < count && to < count) keys.add(from * count + to);
  return [...keys]
    .sort((one, other) => one - other)
    .map((key) => ({ from: Math.floor(key / count), to: key % count }));
}

function listTargets(count: number, edges: readonly GraphEdge[]): readonly (readonly number[])[] {
  const targets: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) targets[from]?.push(to);
  return targets;
}

/** Keys `from * count + to` of edges to a node that the walk has not left yet. Without recursion: a graph may be a long chain. */
function findBackEdges(count: number, targets: readonly (readonly number[])[]): ReadonlySet<number> {
  const back = new Set<number>();
  const standing = new Uint8Array(count); // 0: unseen, 1: on the way, 2: left
  for (let root = 0; root < count; root += 1) {
    if (standing[root] !== 0) continue;
    const way: { readonly node: number; next: number }[] = [{ node: root, next: 0 }];
    standing[root] = 1;
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const to = targets[top.node]?.[top.next];
      top.next += 1;
      if (to === undefined) {
        standing[top.node] = 2;
        way.pop();
      } else if (standing[to] === 1) back.add(top.node * count + to);
      else if (standing[to] === 0) {
        standing[to] = 1;
        way.push({ node: to, next: 0 });
      }
    }
  }
  return back;
}

function measureLongestWays(count: number, edges: readonly GraphEdge[]): readonly number[] {
  const targets = listTargets(count, edges);
  const open = new Uint32Array(count);
  for (const { to } of edges) open[to] = (open[to] ?? 0) + 1;
  const layers = Array.from({ length: count }, () => 0);
  const queue: number[] = [];
  for (let node = 0; node < count; node += 1) if (open[node] === 0) queue.push(node);
  // The queue grows while it is read.
  for (const node of queue) {
    for (const to of targets[node] ?? []) {
      layers[to] = Math.max(layers[to] ?? 0, (layers[node] ?? 0) + 1);
      open[to] = (open[to] ?? 0) - 1;
      if (open[to] === 0) queue.push(to);
    }
  }
  return layers;
}

/** Edges of nodes that do not exist are ignored. */
export function layerGraph(count: number, given: readonly GraphEdge[]): Layering {
  const all = normalizeEdges(count, given);
  const backKeys = findBackEdges(count, listTargets(count, all));
  const isBack = ({ from, to }: GraphEdge) => backKeys.has(from * count + to);
  const edges = all.filter((edge) => !isBack(edge));
  return { layers: measureLongestWays(count, edges), edges, back: all.filter(isBack) };
}
