/** Workflow runs and their jobs. */
import type { SimulatedPermissions } from './permissions.ts';

export type RunStatus = 'queued' | 'in_progress' | 'waiting' | 'pending' | 'completed';
export type RunConclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out' | 'startup_failure';

/** Values of a dispatch, after the defaults of the workflow file. */
export type RunInputs = Readonly<Record<string, string | number | boolean>>;

/** One attempt of a workflow run. */
export interface Run {
  readonly id: number;
  readonly attempt: number;
  readonly number: number;
  readonly repositoryId: number;
  readonly event: string;
  /** `refs/heads/…`, `refs/tags/…` or `refs/pull/…/merge`. */
  readonly ref: string;
  readonly sha: string;
  readonly actorId: number;
  /** `.github/workflows/deploy.yml` */
  readonly workflowFile: string;
  readonly workflowName: string;
  readonly headRef: string;
  /** The fork of a pull request from one, otherwise the run's own repository. */
  readonly headRepositoryId: number;
  /** Head commit of the pull request, otherwise `sha`. */
  readonly headSha: string;
  readonly baseRef: string;
  /** When the run was made, the same for every attempt. */
  readonly createdAt: number;
  /** `undefined` while the attempt is running. */
  conclusion: RunConclusion | undefined;
  /** Milliseconds. If unset, a finished run ended when it began. */
  completedAt: number | undefined;
  /** Of a run that a workflow file describes; a seeded run has none, and its conclusion decides its status. */
  readonly flow?: RunFlow | undefined;
}

/** What an attempt of a workflow file's run knows beside what every run has. */
export interface RunFlow {
  readonly workflowId: number;
  /** `run-name` with its expressions filled in, else the workflow's name or the title of the commit or pull request. */
  displayTitle: string;
  /** Of `workflow_dispatch`. GitHub never shows them. */
  readonly inputs: RunInputs;
  /** Number of the pull request that started it. */
  readonly pullRequest: number | undefined;
  /** The account that started this attempt. */
  readonly triggeringActorId: number;
  /** When this attempt was made. */
  readonly startedAt: number;
  /** Lists show the run from this time on. */
  readonly visibleAt: number;
  /** Filled in, of the workflow. */
  concurrencyGroup: string | undefined;
  status: RunStatus;
  updatedAt: number;
  readonly jobs: WorkflowJob[];
  /** Why the workflow file could not be used, of a run that failed at its start. */
  problem: string | undefined;
  /** From the play. */
  exit: number | undefined;
  report: unknown;
}

export interface WorkflowStep {
  readonly name: string;
  readonly conclusion: 'success' | 'failure';
  /** Its last lines. */
  readonly log: readonly string[];
  /** `error: …`, `warning: …` and `notice: …`, in the order they came. */
  readonly annotations: readonly string[];
  /** What it wrote to the job's summary, in Markdown. */
  readonly summary: string;
}

/** What a job passes to a reusable workflow. */
export interface WorkflowCall {
  readonly uses: string;
  readonly with: Readonly<Record<string, unknown>>;
}

export interface WorkflowJob {
  /** Also the id of its check run. */
  readonly id: number;
  /** Key in the workflow file. */
  readonly key: string;
  readonly name: string;
  readonly needs: readonly string[];
  /** `runs-on` */
  readonly labels: readonly string[];
  readonly createdAt: number;
  status: RunStatus;
  conclusion: RunConclusion | undefined;
  startedAt: number | undefined;
  completedAt: number | undefined;
  /** Known when the job is about to start. */
  environment: string | undefined;
  concurrencyGroup: string | undefined;
  /** When its environment began to wait for reviewers or its timer. */
  waitingSince: number | undefined;
  approvedBy: number | undefined;
  outputs: Readonly<Record<string, string>>;
  /** Of a job that calls a reusable workflow, once it starts. */
  called: WorkflowCall | undefined;
  /** Of a job that ran as real processes. */
  steps: readonly WorkflowStep[];
}

export interface SimulatedJob {
  /** As the seed names it; unique in the world. */
  readonly name: string;
  /** Key in the workflow file, of a job that one describes. */
  readonly key?: string | undefined;
  readonly run: Run;
  readonly checkRunId: number;
  readonly environment: string | undefined;
  /** `owner/name/.github/workflows/file.yml@ref` and its commit, when the job is one of a reusable workflow. */
  readonly reusableWorkflow: { readonly ref: string; readonly sha: string } | undefined;
  readonly runnerEnvironment: 'github-hosted' | 'self-hosted';
  /** `id-token: write` allows ID tokens. The rest are the permissions of its `GITHUB_TOKEN`. */
  readonly permissions: SimulatedPermissions;
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN` */
  readonly requestToken: string;
  /** `GITHUB_TOKEN` */
  readonly token: string;
}

/** Of an attempt, as GitHub shows it. */
export function statusOf(run: Run): RunStatus {
  return run.flow?.status ?? (run.conclusion === undefined ? 'in_progress' : 'completed');
}
