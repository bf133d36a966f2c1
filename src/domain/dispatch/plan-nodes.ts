/**
 * Plans the deployments of a batch: the graph of an upload and what each component starts become nodes with counted parents.
 * A component that depends on itself is
 * refused; one that starts nothing passes on the waits of its parents.
 */
import { ok, type Result, refuse } from '../../base/result.ts';
import { findKnots } from '../stacks/cycles.ts';
import type { DependencyGraph } from '../stacks/graph.ts';
import { instanceKey } from '../stacks/items.ts';
import { type GateEdge, type GateNode, outcomeOf, settleNode } from './gates.ts';
import { maxBatchEdges, maxBatchNodes } from './limits.ts';
import { isUnstarted } from './node-states.ts';
import type { WorkflowResolution } from './resolve-workflows.ts';

export interface PlannedNode extends GateNode {
  readonly stack: string;
  readonly component: string;
  /** From 1. */
  readonly attempt: number;
}

export interface BatchPlan {
  /** In the order of the graph. */
  readonly nodes: readonly PlannedNode[];
  readonly edges: readonly GateEdge[];
}

/** More than one batch may have. */
export interface PlanRefusal {
  readonly tag: 'too_large';
  readonly message: string;
}

type Standing = Pick<PlannedNode, 'kind' | 'isTransparent' | 'state' | 'reason'>;

function standingOf(resolution: WorkflowResolution, isInCycle: boolean): Standing {
  if (resolution.status === 'skipped') {
    return { kind: 'change', isTransparent: true, state: 'skipped', reason: resolution.reason };
  }
  if (isInCycle) return { kind: 'change', isTransparent: false, state: 'refused', reason: 'cycle' };
  if (resolution.status === 'refused') {
    return { kind: 'change', isTransparent: false, state: 'refused', reason: resolution.reason };
  }
  return { kind: resolution.kind, isTransparent: false, state: 'waiting' };
}

/** A knot as gates: everything in it depends on everything. */
interface Knot {
  readonly members: readonly number[];
  /** One that starts nothing; it passes on the waits of all of its kind. */
  readonly hub: number | undefined;
}

/**
 * Every dependency but those within a knot, where nothing could ever start. Members that start nothing are one gate: its hub has
 * the parents of all of them and the refused members too, and is a parent of the others.
 */
function edgesOf(
  { nodes }: DependencyGraph,
  knots: readonly Knot[],
  isIdle: (node: number) => boolean,
): GateEdge[] {
  const knotOf = new Map(knots.flatMap((knot) => knot.members.map((node) => [node, knot] as const)));
  const edges = new Map<string, GateEdge>();
  const add = (parent: number, child: number) => edges.set(`${parent}>${child}`, { parent, child });
  for (const [parent, { dependents }] of nodes.entries()) {
    for (const child of dependents) {
      const knot = knotOf.get(child);
      if (knot === undefined) add(parent, child);
      else if (knot !== knotOf.get(parent)) add(parent, isIdle(child) ? (knot.hub ?? child) : child);
    }
  }
  for (const { hub, members } of knots) {
    if (hub === undefined) continue;
    for (const member of members) {
      if (!isIdle(member)) add(member, hub);
      else if (member !== hub) add(hub, member);
    }
  }
  return [...edges.values()];
}

/** The same nodes with their parents counted and the states that follow. `edges` have no cycle. */
export function settleGraph<Node extends GateNode>(
  nodes: readonly Node[],
  edges: readonly GateEdge[],
): Node[] {
  const settled = new Map(nodes.map((node) => [node.number, { ...node, openParents: 0, failedParents: 0 }]));
  const left = new Map<number, number>();
  for (const { child } of edges) left.set(child, (left.get(child) ?? 0) + 1);
  const childrenOf = Map.groupBy(edges, ({ parent }) => parent);
  // Parents before children; the queue grows while it is read.
  const queue = nodes.map(({ number }) => number).filter((number) => !left.has(number));
  for (const number of queue) {
    const counted = settled.get(number);
    if (counted === undefined) continue;
    const node = settleNode(counted);
    settled.set(number, node);
    const outcome = outcomeOf(node);
    for (const { child } of childrenOf.get(number) ?? []) {
      const below = settled.get(child);
      if (below !== undefined) {
        const openParents = below.openParents + Number(outcome === 'open');
        const failedParents = below.failedParents + Number(outcome === 'failed');
        settled.set(child, { ...below, openParents, failedParents });
      }
      const waitsFor = (left.get(child) ?? 0) - 1;
      left.set(child, waitsFor);
      if (waitsFor === 0) queue.push(child);
    }
  }
  return nodes.map((node) => settled.get(node.number) ?? node);
}

/** `resolutions`: what each node of the graph starts, by its index. */
export function planNodes(
  graph: DependencyGraph,
  resolutions: readonly WorkflowResolution[],
): Result<BatchPlan, PlanRefusal> {
  const isIdle = (node: number) => resolutions[node]?.status === 'skipped';
  const knots = findKnots(graph).map((members): Knot => ({ members, hub: members.find(isIdle) }));
  const inKnot = new Set(knots.flatMap(({ members }) => members));
  const edges = edgesOf(graph, knots, isIdle);
  if (graph.nodes.length > maxBatchNodes || edges.length > maxBatchEdges) {
    return refuse({
      tag: 'too_large',
      message: `the change affects ${graph.nodes.length} components with ${edges.length} dependencies; the limits are ${maxBatchNodes} and ${maxBatchEdges}`,
    });
  }
  const nodes = graph.nodes.map(({ stack, component }, number): PlannedNode => {
    const resolution = resolutions[number] ?? { status: 'skipped', reason: 'not_wired' };
    const standing = standingOf(resolution, inKnot.has(number));
    return { number, stack, component, attempt: 1, openParents: 0, failedParents: 0, ...standing };
  });
  return ok({ nodes: settleGraph(nodes, edges), edges });
}

/** Whether a newer upload of the same commit may decide about a deployment again: nothing of it was ever sent. */
function isUndecided(node: PlannedNode): boolean {
  return isUnstarted(node) || ['upstream_failed', 'refused', 'skipped', 'withdrawn'].includes(node.state);
}

/**
 * Applies another graph for the same commit: new deployments join, vanished ones that never started are withdrawn, started ones
 * stay as they are. Numbers of known deployments stay.
 */
export function planAgain(known: readonly PlannedNode[], plan: BatchPlan): BatchPlan {
  const byName = new Map(known.map((node) => [instanceKey(node), node]));
  let next = known.reduce((highest, { number }) => Math.max(highest, number), -1);
  const numbers = new Map<number, number>();
  const planned = plan.nodes.map((node): PlannedNode => {
    const old = byName.get(instanceKey(node));
    if (old === undefined) next += 1;
    const number = old?.number ?? next;
    numbers.set(node.number, number);
    if (old === undefined) return { ...node, number };
    return isUndecided(old) ? { ...node, number, attempt: old.attempt } : old;
  });
  const kept = new Set(planned.map(({ number }) => number));
  const vanished = known
    .filter(({ number }) => !kept.has(number))
    .map((node): PlannedNode => {
      const alone = { ...node, openParents: 0, failedParents: 0 };
      return isUndecided(node) ? { ...alone, state: 'withdrawn', reason: undefined } : alone;
    });
  const edges = plan.edges.map(({ parent, child }) => ({
    parent: numbers.get(parent) ?? parent,
    child: numbers.get(child) ?? child,
  }));
  const nodes = [...planned, ...vanished].sort((one, other) => one.number - other.number);
  return { nodes: settleGraph(nodes, edges), edges };
}
