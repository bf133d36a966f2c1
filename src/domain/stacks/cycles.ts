/** Finds what depends on itself in a graph, by way of others or directly. */
import type { DependencyGraph } from './graph.ts';

export interface Cycles {
  /** How many knots there are: groups in which everything depends on everything. */
  readonly count: number;
  /** One cycle of each, as node indexes in the order of dependence, from the least one; the first `limit` of them. */
  readonly named: readonly (readonly number[])[];
}

interface Visit {
  readonly node: number;
  readonly order: number;
  /** Least order that is reached from here among open visits. */
  low: number;
  /** Its knot is not known yet. */
  isOpen: boolean;
  /** Index of the dependent to follow next. */
  next: number;
}

/** Strongly connected components with a cycle in them, each ascending (Tarjan's algorithm, without recursion). */
export function findKnots({ nodes }: DependencyGraph): number[][] {
  const visits = new Map<number, Visit>();
  const open: Visit[] = [];
  const knots: number[][] = [];

  function visit(node: number): Visit {
    const order = visits.size;
    const begun = { node, order, low: order, isOpen: true, next: 0 };
    visits.set(node, begun);
    open.push(begun);
    return begun;
  }
  /** The visits that were opened since `first` are a component. */
  function close(first: Visit): void {
    const members = open.splice(open.lastIndexOf(first));
    for (const member of members) member.isOpen = false;
    if (members.length > 1 || nodes[first.node]?.dependents.includes(first.node))
      knots.push(members.map(({ node }) => node).sort((a, b) => a - b));
  }

  for (const start of nodes.keys()) {
    if (visits.has(start)) continue;
    const path = [visit(start)];
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const child = nodes[here.node]?.dependents[here.next];
      here.next += 1;
      if (child === undefined) {
        path.pop();
        if (here.low === here.order) close(here);
        const parent = path.at(-1);
        if (parent !== undefined) parent.low = Math.min(parent.low, here.low);
        continue;
      }
      const known = visits.get(child);
      if (known === undefined) path.push(visit(child));
      else if (known.isOpen) here.low = Math.min(here.low, known.order);
    }
  }
  return knots.sort(([one = 0], [other = 0]) => one - other);
}

/** A shortest path within the knot from its lowest member back to it. */
function nameCycle({ nodes }: DependencyGraph, knot: readonly number[]): number[] {
  const members = new Set(knot);
  const [start = 0] = knot;
  const cameFrom = new Map<number, number>();
  const queue = [start];
  // The queue grows while it is read.
  for (const node of queue) {
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
