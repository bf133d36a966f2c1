/** Finds what depends on itself in a graph, by way of others or directly. */
import type { DependencyGraph } from './graph.ts';

export interface Cycles {
  /** How many knots there are: groups in which everything depends on everything. */
  readonly count: number;
  /** One cycle of each, as node indexes in the order of dependence, from the least one; the first `limit` of them. */
  readonly named: readonly (readonly number[])[];
}

/** Strongly connected components with a cycle in them, each ascending (Tarjan's algorithm, without recursion). */
function findKnots({ nodes }: DependencyGraph): number[][] {
  const order = new Int32Array(nodes.length).fill(-1);
  const low = new Int32Array(nodes.length);
  const isOpen = new Uint8Array(nodes.length);
  const open: number[] = [];
  const knots: number[][] = [];
  let counter = 0;

  function close(node: number): void {
    const members: number[] = [];
    for (let member = -1; member !== node; ) {
      member = open.pop() as number;
      isOpen[member] = 0;
      members.push(member);
    }
    if (members.length > 1 || nodes[node]?.dependents.includes(node))
      knots.push(members.sort((a, b) => a - b));
  }
  function visit(node: number): { readonly node: number; next: number } {
    order[node] = counter;
    low[node] = counter;
    counter += 1;
    open.push(node);
    isOpen[node] = 1;
    return { node, next: 0 };
  }

  for (let start = 0; start < nodes.length; start += 1) {
    if (order[start] !== -1) continue;
    const path = [visit(start)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const child = nodes[frame.node]?.dependents[frame.next];
      frame.next += 1;
      if (child === undefined) {
        path.pop();
        if (low[frame.node] === order[frame.node]) close(frame.node);
        const parent = path.at(-1)?.node;
        if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[frame.node] as number);
      } else if (order[child] === -1) path.push(visit(child));
      else if (isOpen[child] === 1)
        low[frame.node] = Math.min(low[frame.node] as number, order[child] as number);
    }
  }
  return knots.sort((one, other) => (one[0] as number) - (other[0] as number));
}

/** A shortest way within the knot from its least member back to it. */
function nameCycle({ nodes }: DependencyGraph, knot: readonly number[]): number[] {
  const members = new Set(knot);
  const start = knot[0] as number;
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let head = 0; head < queue.length; head += 1) {
    const node = queue[head] as number;
    for (const child of nodes[node]?.dependents ?? []) {
      if (child === start) {
        const way = [node];
        for (let step = cameFrom.get(node); step !== undefined; step = cameFrom.get(step)) way.push(step);
        return way.reverse();
      }
      if (!members.has(child) || cameFrom.has(child)) continue;
      cameFrom.set(child, node);
      queue.push(child);
    }
  }
  return [...knot];
}

export function findCycles(graph: DependencyGraph, limit: number): Cycles {
  const knots = findKnots(graph);
  return { count: knots.length, named: knots.slice(0, limit).map((knot) => nameCycle(graph, knot)) };
}
