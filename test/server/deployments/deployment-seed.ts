/** The small GitHub of the tests of deployments: a repository, its workflows, two forks, and runs that upload. */
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';

const uploader = '.github/workflows/affected.yaml';

const planFile = `
name: plan
run-name: plan \${{ inputs.atmos_pro_run_id }}
on:
  workflow_dispatch:
    inputs:
      component: { required: true }
      stack: { required: true }
      sha: {}
      atmos_pro_run_id: {}
jobs:
  plan:
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
`;

/** Forks whose pull requests have a branch `feature`, and a run of each that uploads. */
const forks = [
  { owner: 'mallory', id: 9_999, runId: 602 },
  { owner: 'eve', id: 9_998, runId: 603 },
] as const;

/** Claims of a run that `pull_request_target` started for the fork of `owner`. */
export function targetClaimsOf(owner: (typeof forks)[number]['owner']) {
  const fork = forks.find((one) => one.owner === owner);
  return { event_name: 'pull_request_target', ref: 'refs/heads/main', run_id: String(fork?.runId) };
}

export const deploymentSeed: WorldSeed = {
  accounts: [
    { login: 'acme', id: 71 },
    { login: 'octocat', id: 7, type: 'User' },
    ...forks.map(({ owner, id }) => ({ login: owner, id: id + 1_000, type: 'User' as const })),
  ],
  repositories: [
    {
      name: 'acme/infra',
      id: 1001,
      branches: { later: { files: { a: 'a' } }, other: { files: { b: 'b' } } },
      files: {
        '.github/workflows/plan.yaml': planFile,
        '.github/workflows/apply.yaml': planFile.replace('name: plan', 'name: apply'),
        '.github/workflows/untriggered.yaml': 'on: push\njobs: {}\n',
        '.github/workflows/grouped.plan.yaml': `concurrency: infra-\${{ inputs.stack }}\n${planFile}`,
      },
    },
    { name: 'acme/other', id: 1002 },
    ...forks.map(({ owner, id }) => ({
      name: `${owner}/infra`,
      id,
      branches: { feature: { files: { a: owner } } },
    })),
  ],
  apps: [
    {
      slug: 'atmos-pro',
      permissions: {
        contents: 'read',
        metadata: 'read',
        actions: 'write',
        pull_requests: 'write',
        checks: 'write',
      },
    },
  ],
  installations: [{ app: 'atmos-pro', account: 'acme' }],
  runs: [
    {
      repository: 'acme/infra',
      id: 601,
      workflow: uploader,
      actor: 'octocat',
      jobs: [{ name: 'upload' }],
    },
    ...forks.map(({ owner, runId }) => ({
      repository: 'acme/infra',
      id: runId,
      workflow: uploader,
      event: 'pull_request_target',
      head_repository: `${owner}/infra`,
      head_ref: 'feature',
      base_ref: 'main',
      jobs: [{ name: `upload of ${owner}` }],
    })),
  ],
};
