/** Orders the news of one workflow run, which arrives late, twice and shuffled. Times are GitHub's, in milliseconds. */

export const runStatuses = ['queued', 'in_progress', 'waiting', 'completed'] as const;
export type RunNewsStatus = (typeof runStatuses)[number];

export const runEnds = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'startup_failure',
  'stale',
] as const;
export type RunEnd = (typeof runEnds)[number];

/** A run as one delivery or one read shows it. */
export interface RunNews {
  readonly attempt: number;
  readonly status: RunNewsStatus;
  /** Where it is completed. */
  readonly end?: RunEnd | undefined;
  readonly updatedAt: number;
}

export interface RunMerge {
  readonly run: RunNews;
  /** The news contradict each other: only a read of the run decides. */
  readonly needsRead: boolean;
}

const ranks: Readonly<Record<RunNewsStatus, number>> = {
  queued: 0,
  in_progress: 1,
  waiting: 1,
  completed: 2,
};

/** Grows while an attempt proceeds; `in_progress` and `waiting` alternate. */
export function runRank({ status }: Pick<RunNews, 'status'>): number {
  return ranks[status];
}

/** GitHub has further names for what has not begun: `requested`, `pending`. An unknown conclusion is a failure. */
export function readRunStatus(
  status: string,
  conclusion: string | null | undefined,
): Pick<RunNews, 'status' | 'end'> {
  if (status === 'completed') {
    return { status, end: runEnds.find((end) => end === conclusion) ?? 'failure' };
  }
  return { status: runStatuses.find((known) => known === status) ?? 'queued' };
}

/** Of two news of one second and rank, the same whichever comes first: waiting for a person, and the worse end, are shown. */
function tie({ status, end }: RunNews): string {
  return `${status}.${end === 'success' ? '' : (end ?? '')}`;
}

/**
 * A later attempt replaces an earlier one. Within an attempt news go forward, by rank and time. A `read` that is newer may go
 * back, since a re-run keeps the number of its attempt for a while; a delivery that would go back only asks for a read.
 */
export function mergeRun(known: RunNews | undefined, news: RunNews, source: 'delivery' | 'read'): RunMerge {
  if (known === undefined || news.attempt > known.attempt) return { run: news, needsRead: false };
  if (news.attempt < known.attempt) return { run: known, needsRead: false };
  const later = news.updatedAt - known.updatedAt;
  const further = runRank(news) - runRank(known);
  if (later === 0 && further === 0) {
    return {
      run: tie(news) > tie(known) ? news : known,
      needsRead: tie(news) !== tie(known) && source === 'delivery',
    };
  }
  if (later >= 0 && further >= 0) return { run: news, needsRead: false };
  if (later <= 0 && further <= 0) return { run: known, needsRead: false };
  if (source === 'read') return { run: later > 0 ? news : known, needsRead: false };
  return { run: further > 0 ? news : known, needsRead: true };
}
