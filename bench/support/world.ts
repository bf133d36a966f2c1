/** The world of the benchmarks: one caller, its sources, and the configuration of a server in it. */

import { join } from 'node:path';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import type { WorldUrls } from '../../src/simulator/world/world.ts';

export const workspaceId = 'ws_bench';
/** Workspaces that do not import the caller: one with a repository, one whose only repository does not exist. */
export const foreignWorkspaceIds = { existing: 'ws_foreign', dangling: 'ws_dangling' } as const;
/** In the account of the first source, like most infrastructure repositories. */
export const caller = 'owner-0/infra';

/** Jobs of the caller, each in its own run. */
const benchJobs = ['bench', 'waiter'] as const;
export type BenchJob = (typeof benchJobs)[number] | 'stranger';
const stranger = 'stranger/app';
const callerPermissions = [
  'ws:sts:create',
  'ws:locks:create',
  'ws:locks:delete',
  'ws:affected-stacks:create',
  'ws:instances:create',
  'ws:instances:update',
];

export interface WorldOptions {
  readonly installations: number;
  /** Source repositories, spread evenly over the installations. */
  readonly sources: number;
  /** URL of a PostgreSQL database to use instead of SQLite. */
  readonly databaseUrl?: string;
}

export interface SceneOptions extends WorldOptions {
  /** A repository of the workspace that no policy allows, with the job `stranger`. */
  readonly stranger?: boolean;
}

const policy = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        subject: "repo:${caller}:*"
`;

function sourceNames({ installations, sources }: WorldOptions): string[] {
  return Array.from({ length: sources }, (_, index) => `owner-${index % installations}/module-${index}`);
}

export function seedOf(options: SceneOptions): WorldSeed {
  const owners = Array.from({ length: options.installations }, (_, index) => `owner-${index}`);
  const permissions = { contents: 'read', metadata: 'read' } as const;
  return {
    apps: [{ slug: 'atmos-pro', permissions }],
    installations: [...owners, ...(options.stranger === true ? ['stranger'] : [])].map((account) => ({
      app: 'atmos-pro',
      account,
      repositories: 'all',
    })),
    repositories: [
      { name: caller },
      ...(options.stranger === true ? [{ name: stranger }] : []),
      ...sourceNames(options).map((name) => ({ name, files: { '.atmos/pro/sts/default.yaml': policy } })),
    ],
    runs: [
      ...benchJobs.map((name) => ({ repository: caller, name })),
      ...(options.stranger === true ? [{ repository: stranger, name: 'stranger' }] : []),
    ].map(({ repository, name }) => ({
      repository,
      jobs: [{ name, permissions: { 'id-token': 'write' } }],
    })),
    rate_limits: { core: 1_000_000, graphql: 1_000_000 },
  };
}

/** Values for the configuration file. */
export function serverDocument(
  options: SceneOptions,
  place: { readonly urls: WorldUrls; readonly appId: number; readonly directory: string },
) {
  const { urls, appId, directory } = place;
  return {
    public_url: 'https://atmos-pro.bench',
    listen: { port: 0 },
    github: { server_url: urls.server, app_id: appId },
    issuers: [{ issuer: urls.issuer }],
    // One repository sends all requests of the benchmark.
    rate_limits: {
      exchange_per_repository_per_minute: 0,
      sts_per_repository_per_minute: 0,
      sts_per_owner_per_minute: 0,
    },
    database: { path: join(directory, 'bench.db') },
    workspaces: [
      {
        id: workspaceId,
        features: { sts: true },
        repositories: [
          { name: caller, permissions: callerPermissions.map((permission) => ({ permission })) },
          ...(options.stranger === true
            ? [{ name: stranger, permissions: [{ permission: 'ws:sts:create' }] }]
            : []),
          ...sourceNames(options).map((name) => ({ name })),
        ],
      },
      { id: foreignWorkspaceIds.existing, repositories: [{ name: 'owner-0/module-0' }] },
      { id: foreignWorkspaceIds.dangling, repositories: [{ name: 'owner-0/gone' }] },
    ],
  };
}
