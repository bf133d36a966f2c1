/** Names the states that a search of dispatches can ask for. */
import type { RunEnd } from './run-rank.ts';

/** `failed`: it could not start, or its run did not succeed. */
export const dispatchFilterStates = ['open', 'failed', 'succeeded'] as const;
export type DispatchFilterState = (typeof dispatchFilterStates)[number];

export const failedRunEnds = [
  'failure',
  'cancelled',
  'timed_out',
  'action_required',
  'startup_failure',
  'stale',
] as const satisfies readonly RunEnd[];
