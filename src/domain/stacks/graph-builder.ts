/** Builds a dependency graph item by item: what it holds grows with the distinct instances, not with the upload. */

import { compareText, type DependencyGraph, type GraphNode } from './graph.ts';
import { maxDependentsDepth, maxGraphEdges, maxGraphNodes, maxItems } from './limits.ts';
import { type ReceivedItem, readReceivedItem } from './received-item.ts';

interface Draft {
  readonly stack: string;
  readonly component: string;
  affected: boolean;
  included: boolean;
  deleted: boolean;
  deletionType: string | undefined;
  pro: string | undefined;
  readonly children: Set<number>;
}

export interface GraphBuilder {
  /** Takes an item of the top level with all its dependents. A problem, in words, leaves the builder of no use. */
  add(item: unknown): string | undefined;
  /** Takes what another builder made of a part of the same upload. */
  merge(part: DependencyGraph): string | undefined;
  build(): DependencyGraph;
}

interface Frame {
  readonly item: ReceivedItem;
  readonly node: number;
  next: number;
}

export function createGraphBuilder(): GraphBuilder {
  const drafts: Draft[] = [];
  const indexes = new Map<string, number>();
  let edges = 0;
  let affected = 0;

  function nodeOf(stack: string, component: string): number {
    const key = `${stack}\0${component}`;
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const draft = {
      stack,
      component,
      affected: false,
      included: false,
      deleted: false,
      deletionType: undefined,
      pro: undefined,
      children: new Set<number>(),
    };
    indexes.set(key, drafts.push(draft) - 1);
    return drafts.length - 1;
  }

  function note(index: number, item: Omit<ReceivedItem, 'dependents'>, isTop: boolean): void {
    const draft = drafts[index] as Draft;
    draft.pro ??= item.pro;
    draft.deleted ||= item.deleted;
    draft.deletionType ??= item.deletionType;
    if (!isTop) return;
    draft.affected = true;
    draft.included ||= item.includedInDependents;
  }

  function link(parent: number, child: number): void {
    const { children } = drafts[parent] as Draft;
    const before = children.size;
    children.add(child);
    edges += children.size - before;
  }

  function boundProblem(): string | undefined {
    if (affected > maxItems) return `more than ${maxItems} affected items`;
    if (drafts.length > maxGraphNodes) return `more than ${maxGraphNodes} distinct instances`;
    if (edges > maxGraphEdges) return `more than ${maxGraphEdges} distinct dependencies`;
    return undefined;
  }

  /** Reads the item, and makes it the child of `parent` where there is one. */
  function enter(unread: unknown, parent: number | undefined): Frame | string {
    const read = readReceivedItem(unread);
    if (read.status === 'invalid') return read.problem;
    const item = read.value;
    const node = nodeOf(item.stack, item.component);
    note(node, item, parent === undefined);
    if (parent !== undefined) link(parent, node);
    return boundProblem() ?? { item, node, next: 0 };
  }

  function add(unread: unknown): string | undefined {
    affected += 1;
    const top = enter(unread, undefined);
    if (typeof top === 'string') return top;
    // By hand, since a tree may be deeper than the call stack.
    const path: Frame[] = [top];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      if (frame.next === frame.item.dependents.length) {
        path.pop();
        continue;
      }
      if (path.length > maxDependentsDepth) {
        return `${top.item.component} in ${top.item.stack}: dependents nested deeper than ${maxDependentsDepth} levels`;
      }
      const child = enter(frame.item.dependents[frame.next], frame.node);
      if (typeof child === 'string') return child;
      frame.next += 1;
      path.push(child);
    }
    return undefined;
  }

  function merge(part: DependencyGraph): string | undefined {
    const places = part.nodes.map(({ stack, component }) => nodeOf(stack, component));
    for (const [index, node] of part.nodes.entries()) {
      const place = places[index] as number;
      note(place, { ...node, includedInDependents: node.affected && !node.root }, node.affected);
      if (node.affected) affected += 1;
      for (const child of node.dependents) link(place, places[child] as number);
    }
    return boundProblem();
  }

  function build(): DependencyGraph {
    const order = drafts
      .map((_, index) => index)
      .sort((one, other) => {
        const [a, b] = [drafts[one] as Draft, drafts[other] as Draft];
        return compareText(a.stack, b.stack) || compareText(a.component, b.component);
      });
    const placeOf = new Int32Array(drafts.length);
    for (const [place, index] of order.entries()) placeOf[index] = place;
    const nodes = order.map((index): GraphNode => {
      const { children, included, ...draft } = drafts[index] as Draft;
      const dependents = [...children].map((child) => placeOf[child] as number).sort((a, b) => a - b);
      return { ...draft, root: draft.affected && !included, dependents };
    });
    return { nodes, edgeCount: edges };
  }

  return { add, merge, build };
}

export type GraphResult =
  | { readonly status: 'built'; readonly graph: DependencyGraph }
  | { readonly status: 'invalid'; readonly problem: string };

/** The graph of a whole upload; `items` are those of the top level, unread. */
export function buildGraph(items: Iterable<unknown>): GraphResult {
  const builder = createGraphBuilder();
  for (const item of items) {
    const problem = builder.add(item);
    if (problem !== undefined) return { status: 'invalid', problem };
  }
  return { status: 'built', graph: builder.build() };
}
