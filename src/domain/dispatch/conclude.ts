/** Concludes a batch by its deployments: one check, one word. */
import { type NodeState, openNodeStates } from './node-states.ts';

export const conclusions = ['success', 'failure', 'timed_out', 'cancelled', 'neutral'] as const;
export type Conclusion = (typeof conclusions)[number];

/** How many deployments have each state. */
export type NodeCounts = Readonly<Partial<Record<NodeState, number>>>;

export function countIn(counts: NodeCounts, states: readonly NodeState[]): number {
  return states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

export function countOpen(counts: NodeCounts): number {
  return countIn(counts, openNodeStates);
}

/** Deployments that were wired: all but the skipped and those that a newer upload no longer has. */
export function countWired(counts: NodeCounts): number {
  return Object.entries(counts).reduce(
    (sum, [state, count]) => (state === 'skipped' || state === 'withdrawn' ? sum : sum + count),
    0,
  );
}

/**
 * The worst of the deployments. `undefined` while one is open. `hasOwnerErrors`: CODEOWNERS has errors, and the repository wants
 * them to count. `neutral`: nothing was started.
 */
export function concludeBatch(
  counts: NodeCounts,
  { hasOwnerErrors }: { readonly hasOwnerErrors: boolean },
): Conclusion | undefined {
  if (countOpen(counts) > 0) return undefined;
  if (hasOwnerErrors || countIn(counts, ['failed', 'refused', 'upstream_failed']) > 0) return 'failure';
  if ((counts.timed_out ?? 0) > 0) return 'timed_out';
  if (countIn(counts, ['cancelled', 'superseded']) > 0) return 'cancelled';
  return (counts.succeeded ?? 0) > 0 ? 'success' : 'neutral';
}
