/** The world of the histories: one repository whose pull requests are planned, and applied when they are merged. */
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';

export const repositoryName = 'acme/infra';
const forkName = 'mallory/infra';
export const workspaceId = 'ws_acme';
export const webhookSecret = 'a'.repeat(32);
/** Runs take this long, in milliseconds. */
const runMs = 10_000;
export const planFile = 'plan.yaml';
export const applyFile = 'apply.yaml';
export const uploadFile = 'affected.yaml';
/** What the two files that are dispatched declare. */
export const declaredInputs = ['component', 'stack', 'sha', 'atmos_pro_run_id'];

/** The job `broken` fails the run of the components that the variable names. */
function dispatchedWorkflow(name: string): string {
  return `name: ${name}
run-name: ${name} \${{ inputs.component }} \${{ inputs.atmos_pro_run_id }}
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
    runs-on: ubuntu-latest
    steps: [{ run: atmos }]
  broken:
    if: contains(vars.BROKEN, inputs.component)
    runs-on: ubuntu-latest
    steps: [{ run: 'false' }]
`;
}

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

const usualFiles = {
  'README.md': 'infra',
  [`.github/workflows/${planFile}`]: dispatchedWorkflow('plan'),
  [`.github/workflows/${applyFile}`]: dispatchedWorkflow('apply'),
  [`.github/workflows/${uploadFile}`]: uploadWorkflow,
};

/** `variables` are read when a run starts; `workflows` are instead of the usual ones, by file name. */
export function createSeed(
  variables: Readonly<Record<string, string>>,
  workflows: Readonly<Record<string, string>> = {},
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
        visibility: 'public',
      },
      { name: forkName, id: 1002, files, visibility: 'public' },
    ],
    apps: [
      {
        slug: 'atmos-pro',
        owner: 'acme',
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
        [planFile, applyFile].map((file) => [
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
        permissions: [{ permission: 'ws:affected-stacks:create', workflow: uploadFile }],
        deployments: { hold: { cooldown: 'off' }, upload: { timeout: '2m' } },
      },
    ],
  },
];
