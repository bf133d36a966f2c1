/** How workflow runs go in a world, and the environments that their jobs deploy to. */
import type { RunConclusion } from './runs.ts';

export type PlayConclusion = Exclude<RunConclusion, 'startup_failure'>;

/** What becomes of one job. Times are in milliseconds. */
interface JobPlay {
  readonly afterMs: number | undefined;
  readonly conclusion: PlayConclusion | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What becomes of the runs of one workflow file. */
export interface Play {
  /** How long each job takes. */
  readonly afterMs: number;
  readonly conclusion: PlayConclusion;
  /** What the program in the run ended with; only shown. */
  readonly exit: number | undefined;
  /** What the run found out; only shown. */
  readonly report: unknown;
  /** Its steps run as real processes. */
  readonly executes: boolean;
  /** By key. */
  readonly jobs: ReadonlyMap<string, JobPlay>;
}

export interface ActionsSettings {
  /** Whether a dispatch can ask for the run's id. A GitHub Enterprise Server before 3.21 refuses the field. */
  returnsRunDetails: boolean;
  /** From the request of a run to the start of its first job. */
  startAfterMs: number;
  /** From the request of a run to the first list that shows it. */
  visibleAfterMs: number;
  /** How long a re-run shows the number of the attempt before. */
  attemptLagMs: number;
  /** Whether the steps of every run are real processes. */
  executes: boolean;
  /** By file name (`plan.yaml`). */
  plays: ReadonlyMap<string, Play>;
  /** Faults of the simulator while it looked for the runs that an event starts. */
  readonly problems: string[];
}

export interface DeploymentEnvironment {
  readonly id: number;
  readonly name: string;
  /** Account ids. One of them, or a member of a team, has to approve. */
  readonly reviewers: readonly number[];
  /** Team ids. */
  readonly reviewerTeams: readonly number[];
  readonly waitMs: number;
  /** Patterns of branch and tag names that may deploy; `undefined`: every ref. */
  readonly branches: readonly string[] | undefined;
  readonly preventsSelfReview: boolean;
  readonly createdAt: number;
}

export interface WorkflowRecord {
  readonly id: number;
  /** `.github/workflows/plan.yaml` */
  readonly path: string;
  readonly createdAt: number;
  /** Runs so far. */
  runs: number;
}
