/** The world of the server's tests: two workspaces, a stranger, and a job in each repository. */
import type { ServerConfigDocument } from '../../src/schema/generated/server-config.cjs';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

export const seed: WorldSeed = {
  accounts: [
    { login: 'acme', id: 71 },
    { login: 'globex', id: 72 },
  ],
  repositories: [
    { name: 'acme/infra', id: 1001 },
    { name: 'globex/site', id: 2001 },
    { name: 'globex/secret', id: 2002 },
  ],
  apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read' } }],
  installations: [{ app: 'atmos-pro', account: 'acme', repositories: 'all' }],
  runs: [
    { repository: 'acme/infra', workflow: 'plan.yml', jobs: [{ name: 'plan' }] },
    { repository: 'globex/site', workflow: 'plan.yml', jobs: [{ name: 'site' }] },
    { repository: 'globex/secret', workflow: 'plan.yml', jobs: [{ name: 'stranger' }] },
  ],
};

const everything = [{ permission: 'ws:sts:create' as const }];

export const workspaces: ServerConfigDocument['workspaces'] = [
  {
    id: 'ws_acme',
    features: { sts: true },
    repositories: [{ name: 'acme/infra', id: 1001, permissions: everything }],
  },
  { id: 'ws_globex', repositories: [{ name: 'globex/site', id: 2001 }] },
];

export function startScene(): Promise<TestSimulator> {
  return startSimulator({ seed });
}
