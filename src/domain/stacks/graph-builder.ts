/** Builds a dependency graph item by item. Its memory grows with the distinct instances, not with the upload. */

import { compareText, type DependencyGraph, type GraphNode } from './graph.ts';
import { maxDependentsDepth, maxGraphEdges, maxGraphNodes, maxItems } from './limits.ts';
import { type ReceivedItem, readReceivedItem } from './received-item.ts';

/** A node before the order of nodes is known. */
interface Draft {
  readonly stack: string;
  readonly component: string;
  affected: boolean;
  included: boolean;
  deleted: boolean;
  deletionType: string | undefined;
  pro: string | undefined;
  readonly children: Set<Draft>;
  /** Index of the finished node. */
  place: number;
}

export interface GraphBuilder {
  /** Adds a top-level item with all its dependents. Returns a problem, after which the builder must not be used. */
  add(item: unknown): string | undefined;
  /** Adds the graph that another builder made of a part of the same upload. */
  merge(part: DependencyGraph): string | undefined;
  build(): DependencyGraph;
}

interface Frame {
  readonly item: ReceivedItem;
  readonly draft: Draft;
  next: number;
}

/** The drafts of one graph by stack and component, and how many items and edges they came from. */
interface Drafts {
  readonly byName: Map<string, Draft>;
  edges: number;
  affected: number;
}

function draftOf({ byName }: Drafts, stack: string, component: string): Draft {
  const key = `${stack}\0${component}`;
  const known = byName.get(key);
  if (known !== undefined) return known;
  const draft: Draft = {
    stack,
    component,
    affected: false,
    included: false,
    deleted: false,
    deletionType: undefined,
    pro: undefined,
    children: new Set(),
    place: 0,
  };
  byName.set(key, draft);
  return draft;
}

function note(draft: Draft, item: Omit<ReceivedItem, 'dependents'>, isTop: boolean): void {
  draft.pro ??= item.pro;
  draft.deleted ||= item.deleted;
  draft.deletionType ??= item.deletionType;
  if (!isTop) return;
  draft.affected = true;
  draft.included ||= item.includedInDependents;
}

function link(drafts: Drafts, { children }: Draft, child: Draft): void {
  const before = children.size;
  children.add(child);
  drafts.edges += children.size - before;
}

function boundProblem({ byName, edges, affected }: Drafts): string | undefined {
  if (affected > maxItems) return `more than ${maxItems} affected items`;
  if (byName.size > maxGraphNodes) return `more than ${maxGraphNodes} distinct instances`;
  if (edges > maxGraphEdges) return `more than ${maxGraphEdges} distinct dependencies`;
  return undefined;
}

/** Reads an item and makes it a child of `parent`, if there is one. */
function enter(drafts: Drafts, unread: unknown, parent: Draft | undefined): Frame | string {
  const read = readReceivedItem(unread);
  if (read.status === 'invalid') return read.problem;
  const item = read.value;
  const draft = draftOf(drafts, item.stack, item.component);
  note(draft, item, parent === undefined);
  if (parent !== undefined) link(drafts, parent, draft);
  return boundProblem(drafts) ?? { item, draft, next: 0 };
}

function addItem(drafts: Drafts, unread: unknown): string | undefined {
  drafts.affected += 1;
  const top = enter(drafts, unread, undefined);
  if (typeof top === 'string') return top;
  // Without recursion: a tree may be deeper than the call stack.
  const path: Frame[] = [top];
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    if (frame.next === frame.item.dependents.length) {
      path.pop();
      continue;
    }
    if (path.length > maxDependentsDepth) {
      return `${top.item.component} in ${top.item.stack}: dependents nested deeper than ${maxDependentsDepth} levels`;
    }
    const child = enter(drafts, frame.item.dependents[frame.next], frame.draft);
    if (typeof child === 'string') return child;
    frame.next += 1;
    path.push(child);
  }
  return undefined;
}

function mergeGraph(drafts: Drafts, { nodes }: DependencyGraph): string | undefined {
  const merged = nodes.map((node) => ({ node, draft: draftOf(drafts, node.stack, node.component) }));
  for (const { node, draft } of merged) {
    note(draft, { ...node, includedInDependents: node.affected && !node.root }, node.affected);
    if (node.affected) drafts.affected += 1;
    for (const index of node.dependents) {
      const child = merged[index]?.draft;
      if (child !== undefined) link(drafts, draft, child);
    }
  }
  return boundProblem(drafts);
}

function toGraph({ byName, edges }: Drafts): DependencyGraph {
  const order = [...byName.values()].sort(
    (one, other) => compareText(one.stack, other.stack) || compareText(one.component, other.component),
  );
  for (const [place, draft] of order.entries()) draft.place = place;
  const nodes = order.map(({ children, included, place: _, ...draft }): GraphNode => {
    const dependents = Array.from(children, ({ place }) => place).sort((a, b) => a - b);
    return { ...draft, root: draft.affected && !included, dependents };
  });
  return { nodes, edgeCount: edges };
}

export function createGraphBuilder(): GraphBuilder {
  const drafts: Drafts = { byName: new Map(), edges: 0, affected: 0 };
  return {
    add: (item) => addItem(drafts, item),
    merge: (part) => mergeGraph(drafts, part),
    build: () => toGraph(drafts),
  };
}

export type GraphResult =
  | { readonly status: 'built'; readonly graph: DependencyGraph }
  | { readonly status: 'invalid'; readonly problem: string };

/** The graph of a whole upload. `items` are its top-level items, not yet validated. */
export function buildGraph(items: Iterable<unknown>): GraphResult {
  const builder = createGraphBuilder();
  for (const item of items) {
    const problem = builder.add(item);
    if (problem !== undefined) return { status: 'invalid', problem };
  }
  return { status: 'built', graph: builder.build() };
}
