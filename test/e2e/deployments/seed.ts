/** The world of the histories: one repository whose pull requests are planned, and applied when they are merged. */

import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import { hashAdminToken } from '../../../src/server/access/admin-token.ts';
import type { MergeQueueSeed, WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import { readAppKey } from '../../support/world-keys.ts';

export const repositoryName = 'acme/infra';
export const forkName = 'mallory/infra';
export const forkId = 1002;
export const workspaceId = 'ws_acme';
export const webhookSecret = 'a'.repeat(32);
/** Of an operator, who may see all of the workspace. */
export const adminToken = `atmos_admin_${'a'.repeat(43)}`;
/** Runs take this long where a test says nothing else, in milliseconds. */
const usualRunMs = 10_000;
export const planFile = 'plan.yaml';
export const applyFile = 'apply.yaml';
export const releaseFile = 'release.yaml';
export const uploadFile = 'affected.yaml';
/** Of pull requests from forks: it runs with the repository's own code and token. */
export const forkUploadFile = 'affected-fork.yaml';
/** What the files that are dispatched declare. */
export const declaredInputs = ['component', 'stack', 'sha', 'atmos_pro_run_id'];

interface WorkflowTraits {
  /** The title of its runs has the id of the order. */
  readonly carriesId?: boolean;
  readonly environment?: string;
}

const reviewedEnvironment = 'reviewed';

/** The job `broken` fails the run of the components that the variable names. */
function dispatchedWorkflow(name: string, { carriesId = true, environment }: WorkflowTraits = {}): string {
  return `name: ${name}
run-name: ${name}${carriesId ? ` \${{ inputs.component }} \${{ inputs.atmos_pro_run_id }}` : ''}
on:
  workflow_dispatch:
    inputs:
      component: { required: true }
      stack: { required: true }
      sha: { required: true }
      atmos_pro_run_id: { required: false }
concurrency: ${name}-\${{ inputs.stack }}-\${{ inputs.component }}
jobs:
  terraform:
    runs-on: ubuntu-latest${environment === undefined ? '' : `\n    environment: ${environment}`}
    steps: [{ run: atmos }]
  broken:
    if: contains(vars.BROKEN, inputs.component)
    runs-on: ubuntu-latest
    steps: [{ run: 'false' }]
`;
}

const dispatchedWorkflows = (traits: WorkflowTraits): Readonly<Record<string, string>> => ({
  [planFile]: dispatchedWorkflow('plan', traits),
  [applyFile]: dispatchedWorkflow('apply', traits),
  [releaseFile]: dispatchedWorkflow('release', traits),
});
/** The titles of their runs have no id. */
export const anonymousWorkflows = dispatchedWorkflows({ carriesId: false });
/** Their runs wait for a reviewer. */
export const approvedWorkflows = dispatchedWorkflows({ environment: reviewedEnvironment });

const uploadWorkflow = `name: affected
on:
  pull_request:
    types: [opened, synchronize, reopened, closed]
permissions:
  contents: read
  id-token: write
jobs:
  upload:
    runs-on: ubuntu-latest
    steps: [{ run: atmos describe affected --upload }]
`;

/** The uploading workflow runs for merge groups, too. */
export const queueWorkflows: Readonly<Record<string, string>> = {
  [uploadFile]: uploadWorkflow.replace('permissions:', '  merge_group:\npermissions:'),
};

const forkUploadWorkflow = uploadWorkflow
  .replace('pull_request:', 'pull_request_target:')
  .replace('types: [opened, synchronize, reopened, closed]', 'types: [opened, synchronize, reopened]');

const usualFiles = {
  'README.md': 'infra',
  [`.github/workflows/${planFile}`]: dispatchedWorkflow('plan'),
  [`.github/workflows/${applyFile}`]: dispatchedWorkflow('apply'),
  [`.github/workflows/${releaseFile}`]: dispatchedWorkflow('release'),
  [`.github/workflows/${uploadFile}`]: uploadWorkflow,
  [`.github/workflows/${forkUploadFile}`]: forkUploadWorkflow,
};

export interface SeedOptions {
  /** Instead of the usual ones, by file name. */
  readonly workflows?: Readonly<Record<string, string>> | undefined;
  readonly mergeQueues?: readonly MergeQueueSeed[] | undefined;
  /** How long runs take, in milliseconds. */
  readonly runMs?: number | undefined;
}

/** `variables` are read when a run starts. */
export function createSeed(
  variables: Readonly<Record<string, string>>,
  { workflows = {}, mergeQueues, runMs = usualRunMs }: SeedOptions = {},
): WorldSeed {
  const given = Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}`, text]);
  const files = { ...usualFiles, ...Object.fromEntries(given) };
  return {
    accounts: [
      { login: 'acme', id: 71 },
      { login: 'root', id: 6, type: 'User' },
      { login: 'alice', id: 7, type: 'User' },
      { login: 'bob', id: 8, type: 'User' },
      { login: 'mallory', id: 9, type: 'User' },
    ],
    repositories: [
      {
        name: repositoryName,
        id: 1001,
        files,
        variables,
        people: { root: 'admin', alice: 'write', bob: 'write', mallory: 'read' },
        environments: [{ name: reviewedEnvironment, reviewers: ['alice'] }],
        visibility: 'public',
        merge_queues: mergeQueues,
      },
      { name: forkName, id: forkId, files, people: { mallory: 'admin' }, visibility: 'public' },
    ],
    apps: [
      {
        slug: 'atmos-pro',
        owner: 'acme',
        private_key: readAppKey(),
        permissions: {
          ...{
            metadata: 'read',
            contents: 'read',
            actions: 'write',
            checks: 'write',
            pull_requests: 'write',
          },
          ...{ issues: 'read', merge_queues: 'read', deployments: 'read' },
        },
        events: [
          'pull_request',
          'merge_group',
          'release',
          'workflow_run',
          'deployment_review',
          'issue_comment',
          'repository',
        ],
        // Deliveries are given to whichever server runs.
        webhook: { url: 'http://127.0.0.1:9/webhooks/github', secret: webhookSecret },
      },
    ],
    installations: [{ app: 'atmos-pro', account: 'acme', repositories: 'all' }],
    actions: {
      plays: Object.fromEntries(
        [planFile, applyFile, releaseFile].map((file) => [
          file,
          { after: runMs, jobs: { broken: { after: runMs, conclusion: 'failure' } } },
        ]),
      ),
    },
  };
}

type Workspaces = ServerConfigDocument['workspaces'];

export const workspaces: Workspaces = [
  {
    id: workspaceId,
    repositories: [
      {
        name: repositoryName,
        id: 1001,
        permissions: [
          ...[uploadFile, forkUploadFile].map((workflow) => ({
            permission: 'ws:affected-stacks:create' as const,
            workflow,
          })),
          { permission: 'ws:instances:create', workflow: uploadFile },
          { permission: 'ws:locks:create' },
          { permission: 'ws:locks:delete' },
        ],
        deployments: { hold: { cooldown: 'off' }, upload: { timeout: '2m' } },
      },
    ],
  },
];

export const adminTokens: NonNullable<ServerConfigDocument['admin_tokens']> = [
  { name: 'checker', sha256: hashAdminToken(adminToken).toString('hex') },
];

const [workspace] = workspaces;

/** The same, where the App reviews pull requests and CODEOWNERS is checked. */
export const reviewingWorkspaces: Workspaces = [
  {
    ...workspace,
    repositories: workspace.repositories.map((repository) => ({
      ...repository,
      deployments: { ...repository.deployments, codeowners: true, auto_review: 'full' as const },
    })),
  },
];
