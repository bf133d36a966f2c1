/** The permissions of the GitHub App with their reasons: one list for its manifest, the doctor and the docs. */
import type { AccessLevel } from '../domain/trust-policy/permissions.ts';

/**
 * Features of a server besides minting. Rows `ws:<feature>:…`, `deployments` and `drift.issues` of repositories, and
 * `sts.policy_proposals` of workspaces enable them.
 */
export const appFeatures = [
  'locks',
  'commits',
  'deployments',
  'drift-issues',
  'dashboard',
  'policy-proposals',
] as const;
export type AppFeature = (typeof appFeatures)[number];

export interface AppPermission {
  /** Name in GitHub's API, `app-permissions`. */
  readonly name: string;
  readonly level: AccessLevel;
  /** `undefined`: needed wherever the App is installed. `jobs`: only where jobs have permission rows. */
  readonly feature: AppFeature | 'jobs' | undefined;
  /** Whether the feature, or the server, does not work without it. */
  readonly required: boolean;
  /** A sentence for the person who approves it. */
  readonly reason: string;
}

export const appPermissions: readonly AppPermission[] = [
  {
    name: 'metadata',
    level: 'read',
    feature: undefined,
    required: true,
    reason: 'Required by GitHub for every App. Resolves names of repositories to their immutable IDs.',
  },
  {
    name: 'contents',
    level: 'read',
    feature: undefined,
    required: true,
    reason: 'Reads trust policies. Issued tokens can read contents only if the App can.',
  },
  {
    name: 'actions',
    level: 'read',
    feature: 'jobs',
    required: false,
    reason:
      'Checks whether the run of a lock or session is still in progress, and whether its pull request comes from a fork.',
  },
  {
    name: 'contents',
    level: 'write',
    feature: 'commits',
    required: true,
    reason: 'Creates the commits that jobs request.',
  },
  {
    name: 'pull_requests',
    level: 'write',
    feature: 'commits',
    required: true,
    reason: 'Finds the pull request of a commit, and comments on it.',
  },
  {
    name: 'actions',
    level: 'write',
    feature: 'deployments',
    required: true,
    reason:
      'Starts the workflows of affected components, reads their runs, and cancels those that are replaced while they wait for approval.',
  },
  {
    name: 'checks',
    level: 'write',
    feature: 'deployments',
    required: true,
    reason: 'Creates the check that branch protection and the merge queue wait for.',
  },
  {
    name: 'pull_requests',
    level: 'write',
    feature: 'deployments',
    required: true,
    reason:
      'Receives events of pull requests, and writes the comment that shows their deployments and, with `auto_review`, reviews.',
  },
  {
    name: 'issues',
    level: 'read',
    feature: 'deployments',
    required: false,
    reason: 'Receives the edits of that comment: GitHub sends them only to Apps that may read issues.',
  },
  {
    name: 'issues',
    level: 'write',
    feature: 'drift-issues',
    required: true,
    reason: 'Opens, edits and closes the issues that show drift, where `drift.issues` is on.',
  },
  {
    name: 'contents',
    level: 'write',
    feature: 'policy-proposals',
    required: true,
    reason: 'Creates the branch of a proposed trust policy, where `sts.policy_proposals` is on.',
  },
  {
    name: 'pull_requests',
    level: 'write',
    feature: 'policy-proposals',
    required: true,
    reason: 'Opens the pull request of a proposed trust policy, and requests a review of it.',
  },
  {
    name: 'merge_queues',
    level: 'read',
    feature: 'deployments',
    required: false,
    reason: 'Receives the events of merge queues, and reads which pull requests a group tests.',
  },
  {
    name: 'deployments',
    level: 'read',
    feature: 'deployments',
    required: false,
    reason:
      'Receives requests for approval, to show which environment a run waits for and who can approve it.',
  },
  {
    name: 'members',
    level: 'read',
    feature: 'dashboard',
    required: false,
    reason:
      'Reads who is in the teams that have roles on the dashboard. A permission for the organization, not for repositories.',
  },
];

/** Where the browser comes back to after a sign-in, below `public_url`: a callback URL of the App. */
export const webCallbackPath = '/sign-in/callback';
/** Where the App's webhook delivers, below `public_url`. */
export const webhookPath = '/webhooks/github';

export interface AppEvent {
  /** As GitHub names it, `X-GitHub-Event`. */
  readonly name: string;
  readonly feature: AppFeature;
}

/** What the App subscribes to. GitHub sends events about its checks and installations unasked. */
export const appEvents: readonly AppEvent[] = [
  'pull_request',
  'merge_group',
  'release',
  'workflow_run',
  'deployment_review',
  'issue_comment',
  'repository',
].map((name) => ({ name, feature: 'deployments' }));
