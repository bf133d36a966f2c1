/** The world of the replicas: one repository with a few runs and pull requests, a source with a policy, and what the servers are told of it. */
import type { ServerConfigDocument } from '../../../src/schema/generated/server-config.cjs';
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import type { World, WorldUrls } from '../../../src/simulator/world/world.ts';
import { makeMergeCommit, repositoryOf } from '../../server/commits/world.ts';
import type { Job } from '../locks/history.ts';

export const workspaceId = 'ws_replicas';
export const caller = 'acme/infra';

const runCount = 4;
/** Heads of pull requests; the job `commits-0` is of the first one's run. */
export const branches = ['format/0', 'format/1'] as const;
const policy = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        subject: "repo:${caller}:*"
`;

/** Two jobs of each run compete: of one run, and of others. */
export const jobNames: readonly string[] = Array.from({ length: runCount }, (_, run) => [
  `a-${run}`,
  `b-${run}`,
]).flat();

const permissions = {
  contents: 'write',
  metadata: 'read',
  actions: 'read',
  pull_requests: 'write',
} as const;

export const seed: WorldSeed = {
  accounts: [
    { login: 'acme', id: 71 },
    { login: 'octocat', id: 7, type: 'User' },
  ],
  repositories: [
    {
      name: caller,
      id: 1001,
      files: { 'main.tf': 'a=1' },
      branches: Object.fromEntries(branches.map((name) => [name, { files: { 'main.tf': 'a=2' } }])),
      pull_requests: branches.map((head, index) => ({ number: index + 1, head, author: 'octocat' })),
    },
    { name: 'acme/module', id: 1002, files: { '.atmos/pro/sts/default.yaml': policy } },
  ],
  apps: [{ slug: 'atmos-pro', permissions }],
  installations: [{ app: 'atmos-pro', account: 'acme', repositories: 'all' }],
  runs: [
    ...Array.from({ length: runCount }, (_, run) => ({
      repository: caller,
      id: 500 + run,
      workflow: '.github/workflows/deploy.yml',
      actor: 'octocat',
      jobs: [`a-${run}`, `b-${run}`].map((name) => ({ name, permissions: { 'id-token': 'write' as const } })),
    })),
    ...branches.map((head_ref, index) => ({
      repository: caller,
      id: 600 + index,
      workflow: '.github/workflows/format.yml',
      event: 'pull_request',
      ref: `refs/pull/${index + 1}/merge`,
      head_ref,
      base_ref: 'main',
      actor: 'octocat',
      jobs: [{ name: `commits-${index}`, permissions: { 'id-token': 'write' as const } }],
    })),
  ],
  // What GitHub allows is tested elsewhere; here it would end the load.
  rate_limits: {
    core: 10_000_000,
    graphql: 10_000_000,
    content_per_minute: 1_000_000,
    content_per_hour: 1_000_000,
  },
};

export function serverDocument(urls: WorldUrls, world: World): ServerConfigDocument {
  const [app] = world.apps.values();
  const permissions = (
    [
      'ws:sts:create',
      'ws:locks:create',
      'ws:locks:delete',
      'ws:affected-stacks:create',
      'ws:instances:create',
      'ws:instances:update',
      'ws:commits:create',
    ] as const
  ).map((permission) => ({ permission }));
  return {
    public_url: 'https://atmos-pro.test',
    listen: { port: 0 },
    github: { server_url: urls.server, ...(app === undefined ? {} : { app_id: app.id }) },
    issuers: [{ issuer: urls.issuer }],
    workspaces: [
      {
        id: workspaceId,
        features: { sts: true },
        repositories: [
          { name: caller, id: 1001, permissions },
          { name: 'acme/module', id: 1002 },
        ],
      },
    ],
  };
}

/** GitHub makes a merge commit for each run of a pull request. */
export async function mergePullRequests(world: World): Promise<void> {
  const repository = repositoryOf(world);
  for (const [index, head] of branches.entries()) {
    const run = world.jobs.get(`commits-${index}`)?.run;
    Object.assign(run ?? {}, { sha: await makeMergeCommit(repository, head) });
  }
}

/** As the lock service tells jobs apart. */
export function holderOf(name: string): Job {
  const [job = '', run = ''] = name.split('-');
  return { run: String(500 + Number(run)), attempt: 1, job };
}
