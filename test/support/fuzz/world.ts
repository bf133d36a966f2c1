/** The small world of the fuzzer, and the texts that mean something in it. */
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';

export const workspaceId = 'ws_fuzz';
export const branch = 'feature/x';
/** Of the audit's webhooks. */
export const webhook = 'siem';
const never = 1_000_000_000;

const policy = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata: {name: default}
spec: {rules: [{match: {repository: "acme/*"}}]}
`;
export const seed: WorldSeed = {
  accounts: [{ login: 'acme', id: 71 }],
  repositories: [
    {
      name: 'acme/infra',
      id: 1001,
      files: { 'README.md': 'x\n' },
      branches: { [branch]: { files: { 'README.md': 'y\n' } } },
      pull_requests: [{ number: 7, head: branch }],
    },
    { name: 'acme/modules', id: 1002, files: { '.atmos/pro/sts/default.yaml': policy } },
  ],
  apps: [
    {
      slug: 'atmos-pro',
      permissions: {
        contents: 'write',
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
      id: 501,
      workflow: '.github/workflows/deploy.yml',
      event: 'pull_request',
      ref: 'refs/pull/7/merge',
      head_ref: branch,
      base_ref: 'main',
      jobs: [{ name: 'deploy' }],
    },
  ],
  rate_limits: { core: never, graphql: never, content_per_minute: never, content_per_hour: never },
};

export const commitSha = '0123456789abcdef0123456789abcdef01234567';
/** Texts that are valid in any API of this kind. */
export const anywhere = [
  'acme/infra',
  'acme/modules',
  'acme',
  'infra',
  'acme/infra/prod/vpc',
  'acme/infra/dev/eks/cluster',
  'prod',
  'vpc',
  'main',
  'refs/heads/main',
  commitSha,
  '6f1f3a0e-7d3c-4d5e-9a55-3f0a4a8b1c2d',
  '2026-11-25T00:00:00Z',
  'session.exchange',
  '1',
  'all',
];

const repository = {
  repo_url: 'https://github.com/acme/infra',
  repo_name: 'infra',
  repo_owner: 'acme',
  repo_host: 'github.com',
};
/** Where the right one of them decides whether anything happens at all. */
export const byField = {
  workspace: [workspaceId],
  workspaceId: [workspaceId],
  owner: ['acme'],
  repo: ['infra'],
  stack: ['prod'],
  component: ['vpc'],
  '*': ['vpc'],
  command: ['plan', 'apply'],
  status: ['in_sync', 'drifted'],
  last_run: ['2026-11-25T00:00:00Z'],
  head_sha: [commitSha],
  branch: [branch],
  path: ['main.tf', 'modules/vpc.tf'],
  contents: ['YSA9IDEK'],
  name: [webhook],
  key: ['acme/infra/prod/vpc', 'acme/infra/dev/eks/cluster'],
  keys: [['acme/infra/prod/vpc', 'acme/infra/dev/vpc']],
  ttl: [60],
  // A waiting client sends nothing else meanwhile.
  waitSeconds: [0],
  repository: ['acme/infra'],
  hold: ['blast_radius'],
  deployment: [0],
  workflow: ['deploy.yml'],
  ...Object.fromEntries(Object.entries(repository).map(([field, value]) => [field, [value]])),
};

const instance = { component: 'vpc', stack: 'prod', component_type: 'terraform' };
const workflows = { workflows: { 'deploy.yml': {} } };
const settings = { pro: { drift_detection: { enabled: true, detect: workflows, remediate: workflows } } };

/** What the job has done before the fuzzer comes, so that there is something to find. */
export const history: readonly { readonly path: string; readonly body: object }[] = [
  { path: '/locks', body: { key: 'acme/infra/prod/vpc', ttl: 3_600 } },
  { path: '/instances', body: { ...repository, instances: [{ ...instance, settings }] } },
  {
    path: '/affected-stacks',
    body: {
      head_sha: commitSha,
      base_sha: '1'.repeat(40),
      ...repository,
      stacks: [{ ...instance, dependents: [], included_in_dependents: false, settings: null }],
    },
  },
];
