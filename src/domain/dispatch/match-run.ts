/**
 * Finds the run that an order started, in a list of runs of its file, where the answer to its dispatch was lost or names none.
 * Titles are written by workflows with inputs that pull requests choose, so a title with several orders' ids proves nothing.
 */
import { findCorrelations } from './order-key.ts';

export interface ListedRun {
  readonly runId: string;
  /** GitHub's `display_title`. */
  readonly title: string;
  /** By GitHub's clock, in milliseconds. */
  readonly createdAt: number;
  /** Started by the server's own App. */
  readonly isOwn: boolean;
  /** Another order has it. */
  readonly isClaimed: boolean;
}

export interface MatchedOrder {
  readonly correlation: string;
  /** When it was first sent, in milliseconds. */
  readonly startedAt: number;
  /** `run-name` has the id. Otherwise the lane sends one order at a time. */
  readonly carriesId: boolean;
}

export type RunMatch =
  | { readonly status: 'found'; readonly runId: string }
  | { readonly status: 'none' }
  /** Several runs may be the order's. */
  | { readonly status: 'ambiguous' };

/** GitHub's clock and the server's may differ by this much. Claimed runs are left out, so a wide window does no harm. */
export const matchWindowMs = 600_000;

/** Ids are decimal: the lower one is older. */
function isOlder(one: ListedRun, other: ListedRun): boolean {
  return BigInt(one.runId) < BigInt(other.runId);
}

/** `runs`: all `workflow_dispatch` runs of the order's file that GitHub lists in the window. */
export function matchRun(order: MatchedOrder, runs: readonly ListedRun[]): RunMatch {
  const possible = runs.filter(
    ({ isOwn, isClaimed, createdAt }) => isOwn && !isClaimed && createdAt >= order.startedAt - matchWindowMs,
  );
  const named = possible.filter(({ title }) => {
    const ids = findCorrelations(title);
    return ids.length === 1 && ids[0] === order.correlation;
  });
  // Two runs with the id are one order sent twice: the older is its run.
  const [first, ...others] = named;
  if (first !== undefined) {
    const oldest = others.reduce((older, run) => (isOlder(run, older) ? run : older), first);
    return { status: 'found', runId: oldest.runId };
  }
  if (order.carriesId) {
    const isNamedBeside = possible.some(({ title }) => findCorrelations(title).includes(order.correlation));
    return { status: isNamedBeside ? 'ambiguous' : 'none' };
  }
  const unnamed = possible.filter(({ title }) => findCorrelations(title).length === 0);
  const [only] = unnamed;
  if (only === undefined) return { status: 'none' };
  return unnamed.length === 1 ? { status: 'found', runId: only.runId } : { status: 'ambiguous' };
}

/** GitHub's times of two runs may be wrong against each other by this much, in milliseconds. */
const listSlackMs = 10_000;

/**
 * Whether a list of runs that is read from the newest on needs no further page: it has a run of the order, and has passed the time when the
 * order was first sent, `elapsedMs` ago. No run was created after now, so GitHub's clock alone tells.
 */
export function hasRunsSince(
  { correlation, elapsedMs }: { readonly correlation: string; readonly elapsedMs: number },
  runs: readonly Pick<ListedRun, 'title' | 'createdAt' | 'isOwn'>[],
): boolean {
  const isNamed = runs.some(({ title, isOwn }) => {
    const ids = findCorrelations(title);
    return isOwn && ids.length === 1 && ids[0] === correlation;
  });
  if (!isNamed) return false;
  const { newest, oldest } = runs.reduce(
    (range, { createdAt }) => ({
      newest: Math.max(range.newest, createdAt),
      oldest: Math.min(range.oldest, createdAt),
    }),
    { newest: Number.NEGATIVE_INFINITY, oldest: Number.POSITIVE_INFINITY },
  );
  return oldest < newest - elapsedMs - listSlackMs;
}
