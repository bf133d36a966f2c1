/**
 * The later merge wins: its commit contains every earlier merge of the branch, so an earlier one that ran after it would undo it.
 * Times are GitHub's, in milliseconds.
 */

/** A merge into the same base branch that changes the same instance. */
export interface MergeOnInstance {
  readonly batchId: string;
  readonly mergedAt: number;
  /** Of its deployment there. */
  readonly standing: 'unstarted' | 'started' | 'succeeded' | 'ended';
  /** How its commit compares to this merge's, where the two were merged in one second: `ahead` contains this one. */
  readonly compared?: 'ahead' | 'behind' | 'identical' | 'diverged' | undefined;
}

export type OvertakeVerdict =
  /** No later merge has started here. */
  | { readonly status: 'free' }
  /** Wait for that merge's deployment to end. */
  | { readonly status: 'wait'; readonly batchId: string }
  | { readonly status: 'overtaken'; readonly as: 'skipped' | 'failed'; readonly batchId: string }
  /** Compare the commits of the two on GitHub, once, and ask again. */
  | { readonly status: 'compare'; readonly batchId: string };

function isLater(other: MergeOnInstance, mergedAt: number): boolean | undefined {
  if (other.mergedAt !== mergedAt) return other.mergedAt > mergedAt;
  // Diverged commits contain each other's changes in no order: both run, as the lock has them.
  return other.compared === undefined ? undefined : other.compared === 'ahead';
}

/** `mine`: the merge that is to be deployed. `others`: all other merges of that branch with a deployment of the instance. */
export function decideOvertake(
  mine: { readonly mergedAt: number },
  others: readonly MergeOnInstance[],
): OvertakeVerdict {
  const started = others.filter(({ standing }) => standing !== 'unstarted');
  const unknown = started.find((other) => isLater(other, mine.mergedAt) === undefined);
  if (unknown !== undefined) return { status: 'compare', batchId: unknown.batchId };
  const later = started.filter((other) => isLater(other, mine.mergedAt) === true);
  const running = later.find(({ standing }) => standing === 'started');
  if (running !== undefined) return { status: 'wait', batchId: running.batchId };
  const done = later.find(({ standing }) => standing === 'succeeded');
  if (done !== undefined) return { status: 'overtaken', as: 'skipped', batchId: done.batchId };
  const [failed] = later;
  return failed === undefined
    ? { status: 'free' }
    : { status: 'overtaken', as: 'failed', batchId: failed.batchId };
}
