/** Workflow runs and their jobs. */
import type { SimulatedPermissions } from './permissions.ts';

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
  readonly createdAt: number;
  /** `undefined` while the attempt is running. */
  conclusion: 'success' | 'failure' | 'cancelled' | undefined;
  /** Milliseconds. If unset, a finished run ended when it began. */
  completedAt: number | undefined;
}

export interface SimulatedJob {
  /** As the seed names it; unique in the world. */
  readonly name: string;
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
