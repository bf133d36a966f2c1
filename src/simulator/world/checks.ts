/** Check suites and check runs of a repository, and the state that follows from them. */

export const checkConclusions = [
  ...(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'] as const),
];
type CheckConclusion = (typeof checkConclusions)[number] | 'stale';
type CheckStatus = 'queued' | 'in_progress' | 'completed';

/** One for each App and commit. */
export interface CheckSuite {
  readonly id: number;
  readonly appId: number;
  readonly headSha: string;
  /** `undefined` if the App made it for a commit. */
  readonly headBranch: string | undefined;
  /** The commit before the push. */
  readonly before: string | undefined;
  /** Milliseconds, as are the other times. */
  readonly createdAt: number;
  updatedAt: number;
  /** Asked for again, and none of its runs has changed since. */
  isRerequested: boolean;
}

export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number | undefined;
  readonly end_column?: number | undefined;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string | undefined;
  readonly raw_details?: string | undefined;
}

/** A button. */
export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

interface CheckOutput {
  readonly title: string;
  readonly summary: string;
  readonly text: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly suiteId: number;
  /** Only this App may change it. */
  readonly appId: number;
  readonly headSha: string;
  name: string;
  externalId: string;
  detailsUrl: string | undefined;
  /** As the App set it: `stateOfCheck` knows whether it is stale by now. */
  status: CheckStatus;
  conclusion: CheckConclusion | undefined;
  startedAt: number;
  completedAt: number | undefined;
  /** Since when it has not been completed. */
  openSince: number;
  output: CheckOutput | undefined;
  readonly annotations: CheckAnnotation[];
  actions: readonly CheckAction[];
  readonly createdAt: number;
  updatedAt: number;
}

interface CheckState {
  readonly status: CheckStatus;
  readonly conclusion: CheckConclusion | undefined;
  readonly completedAt: number | undefined;
}

/** After this time an open check run is stale, in milliseconds. */
const staleAfterMs = 14 * 24 * 60 * 60 * 1000;

export function stateOfCheck(run: CheckRun, now: number): CheckState {
  const staleAt = run.openSince + staleAfterMs;
  return run.status !== 'completed' && now > staleAt
    ? { status: 'completed', conclusion: 'stale', completedAt: staleAt }
    : run;
}

/** The newest run of each name in each suite. */
export function latestChecks(runs: readonly CheckRun[]): CheckRun[] {
  const latest = new Map(runs.map((run) => [`${run.suiteId}:${run.name}`, run]));
  return [...latest.values()];
}

/** From the worst. */
const ranking: readonly CheckConclusion[] = [
  ...(['failure', 'timed_out', 'cancelled', 'action_required', 'stale'] as const),
  ...(['neutral', 'success', 'skipped'] as const),
];

/** A suite is as its latest runs are together. `runs` are those of the suite. */
export function stateOfSuite(
  suite: CheckSuite,
  runs: readonly CheckRun[],
  now: number,
): Pick<CheckState, 'status' | 'conclusion'> {
  const states = latestChecks(runs).map((run) => stateOfCheck(run, now));
  if (suite.isRerequested || states.every(({ status }) => status === 'queued')) {
    return { status: 'queued', conclusion: undefined };
  }
  if (states.some(({ status }) => status !== 'completed')) {
    return { status: 'in_progress', conclusion: undefined };
  }
  const conclusion = ranking.find((one) => states.some((state) => state.conclusion === one));
  return { status: 'completed', conclusion };
}
