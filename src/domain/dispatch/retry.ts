/** Decides what a retry runs again: what did not succeed, and what waited for it. A change that succeeded never runs again. */
import { countIn, countOpen, type NodeCounts } from './conclude.ts';
import type { GateNode } from './gates.ts';
import { gateState } from './gates.ts';
import type { NodeState } from './node-states.ts';

/** `unfinished`: what ended without success. `plans`: everything succeeded, and the plans are made again. */
export type RetryScope = 'unfinished' | 'plans';

/** Ended by themselves without success; `upstream_failed` follows when its parents are open again. */
const retried: readonly NodeState[] = ['failed', 'cancelled', 'timed_out', 'refused'];

/** `undefined`: nothing to run again, or something still runs. */
export function decideRetry(counts: NodeCounts): RetryScope | undefined {
  if (countIn(counts, [...retried, 'upstream_failed']) > 0) return 'unfinished';
  return countOpen(counts) === 0 && (counts.succeeded ?? 0) > 0 ? 'plans' : undefined;
}

/** States and kinds that a retry loads; `retryNode` decides each. */
export function isRetried(
  { state, kind, reason }: Pick<GateNode, 'state' | 'kind' | 'reason'>,
  scope: RetryScope,
): boolean {
  if (scope === 'plans') return kind === 'plan' && state === 'succeeded';
  // A cycle stays one, and a later merge would be undone.
  return retried.includes(state) && reason !== 'cycle' && reason !== 'overtaken';
}

/** The deployment with its next attempt, or the same. Its children hear of it by `stepGates`. */
export function retryNode<Node extends GateNode & { readonly attempt: number }>(
  node: Node,
  scope: RetryScope,
): Node {
  if (!isRetried(node, scope)) return node;
  const attempt = node.attempt + 1;
  return { ...node, state: gateState(node), reason: undefined, result: undefined, attempt };
}

/** The deployment in a batch that was stopped: ended, unless it was dispatched. Runs that were started are watched to their end. */
export function stopNode<Node extends GateNode>(node: Node, as: 'superseded' | 'withdrawn'): Node {
  const mayStop =
    ['waiting', 'ready', 'locked', 'upstream_failed'].includes(node.state) && !node.isTransparent;
  // A deployment that was withdrawn first is still one of a replaced commit.
  if (!mayStop && !(as === 'superseded' && node.state === 'withdrawn')) return node;
  return { ...node, state: as, reason: undefined, result: undefined };
}
