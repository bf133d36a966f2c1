/** Workflow runs and their jobs. */
import type { Permissions } from './permissions.ts';

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
  readonly baseRef: string;
  readonly createdAt: number;
  /** How this attempt ended; `undefined` while it goes on. */
  conclusion: 'success' | 'failure' | 'cancelled' | undefined;
  /** Milliseconds; without it a run that has a conclusion ended as it began. */
  completedAt: number | undefined;
}

export interface Job {
  /** As the seed names it; unique in the world. */
  readonly name: string;
  readonly run: Run;
  readonly checkRunId: number;
  readonly environment: string | undefined;
  /** `owner/name/.github/workflows/file.yml@ref` and its commit, when the job is one of a reusable workflow. */
  readonly reusableWorkflow: { readonly ref: string; readonly sha: string } | undefined;
  readonly runnerEnvironment: 'github-hosted' | 'self-hosted';
  /** Of the job: `id-token: write` lets it ask for ID tokens, the rest is what its `GITHUB_TOKEN` can do. */
  readonly permissions: Permissions;
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN` */
  readonly requestToken: string;
  /** `GITHUB_TOKEN` */
  readonly token: string;
}
