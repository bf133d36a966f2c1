/**
 * The order of deployments. A change starts when all of its parents have succeeded; a plan when they have ended, since one push
 * should show every error. Each deployment counts its parents, so an event touches only the children of what changed: a server
 * loads them level by level, until nothing changes any more.
 */
import type { DeploymentKind } from './kinds.ts';
import { isOpen, isUnstarted, type NodeStanding, type NodeState } from './node-states.ts';

export interface GateNode extends NodeStanding {
  /** Within the batch. */
  readonly number: number;
  readonly kind: DeploymentKind;
  /** Nothing is wired to it: it starts nothing, and its parents are those of its children. */
  readonly isTransparent: boolean;
  /** Parents that have not ended. */
  readonly openParents: number;
  /** Parents that have ended without success, themselves or by way of transparent ones. */
  readonly failedParents: number;
}

export interface GateEdge {
  readonly parent: number;
  readonly child: number;
}

/** What a deployment means for its children. */
export type GateOutcome = 'open' | 'passed' | 'failed';

export function outcomeOf(node: GateNode): GateOutcome {
  if (node.isTransparent) return node.openParents > 0 ? 'open' : node.failedParents > 0 ? 'failed' : 'passed';
  if (isOpen(node)) return 'open';
  return node.state === 'succeeded' || node.state === 'skipped' ? 'passed' : 'failed';
}

/** The state that parents alone decide. */
export function gateState({
  kind,
  openParents,
  failedParents,
}: Pick<GateNode, 'kind' | 'openParents' | 'failedParents'>): 'waiting' | 'ready' | 'upstream_failed' {
  if (openParents > 0) return 'waiting';
  return kind === 'change' && failedParents > 0 ? 'upstream_failed' : 'ready';
}

/** A deployment whose state follows its parents; once it is dispatched, it no longer does. */
function followsParents(node: GateNode): boolean {
  return !node.isTransparent && (isUnstarted(node) || node.state === 'upstream_failed');
}

/** The state that its parents and its lock give it. Others are unchanged. */
export function settleNode<Node extends GateNode>(node: Node): Node {
  if (!followsParents(node)) return node;
  const state: NodeState = gateState(node);
  if (state === node.state || (state === 'ready' && node.state === 'locked')) return node;
  return { ...node, state, reason: undefined, result: undefined };
}

export interface GateChange {
  readonly number: number;
  readonly from: GateOutcome;
  readonly to: GateOutcome;
}

/** `undefined` where the children of a deployment notice nothing. */
export function changeOf(before: GateNode, after: GateNode): GateChange | undefined {
  const [from, to] = [outcomeOf(before), outcomeOf(after)];
  return from === to ? undefined : { number: after.number, from, to };
}

export interface GateStep<Node> {
  /** Those whose row differs now. */
  readonly nodes: readonly Node[];
  /** What the next level has to hear; empty at the end. */
  readonly changes: readonly GateChange[];
}

function count(node: GateNode, { from, to }: GateChange): Pick<GateNode, 'openParents' | 'failedParents'> {
  const by = (outcome: GateOutcome) => Number(to === outcome) - Number(from === outcome);
  return { openParents: node.openParents + by('open'), failedParents: node.failedParents + by('failed') };
}

/** `children`: every child of the changed deployments, once each. `edges`: from those to these. */
export function stepGates<Node extends GateNode>(
  changes: readonly GateChange[],
  children: readonly Node[],
  edges: readonly GateEdge[],
): GateStep<Node> {
  const changed = new Map(changes.map((change) => [change.number, change]));
  const parentsOf = Map.groupBy(edges, ({ child }) => child);
  const nodes: Node[] = [];
  const next: GateChange[] = [];
  for (const child of children) {
    let counted = child;
    for (const { parent } of parentsOf.get(child.number) ?? []) {
      const change = changed.get(parent);
      if (change !== undefined) counted = { ...counted, ...count(counted, change) };
    }
    if (counted === child) continue;
    const settled = settleNode(counted);
    nodes.push(settled);
    const change = changeOf(child, settled);
    if (change !== undefined) next.push(change);
  }
  return { nodes, changes: next };
}
