/** The configuration of the canary's server: every repository may do everything. */
import { join } from 'node:path';
import { permissionIds } from '../../src/domain/permissions/rows.ts';
import type { TestSimulator } from '../support/simulator.ts';
import { seed } from './canary-world.ts';

export const workspaceId = 'ws_1';

export function renderConfig({
  simulator,
  gitHubUrl,
  directory,
  admin,
}: {
  readonly simulator: TestSimulator;
  /** What the server takes for GitHub's API. */
  readonly gitHubUrl: string;
  readonly directory: string;
  /** An entry of `admin_tokens`. */
  readonly admin: { readonly name: string; readonly sha256: string };
}) {
  return {
    public_url: 'http://127.0.0.1:8080',
    listen: { port: 0 },
    metrics: { port: 0 },
    admin_tokens: [admin],
    database: { path: join(directory, 'canary.db') },
    issuers: [{ issuer: simulator.urls.issuer }],
    github: {
      server_url: simulator.urls.server,
      api_url: `${gitHubUrl}/api/v3`,
      app_id: [...simulator.world.apps.keys()][0],
    },
    dashboard: { client_id: [...simulator.world.apps.values()][0]?.clientId },
    workspaces: [
      {
        id: workspaceId,
        features: { sts: true },
        people: [{ login: 'olga', role: 'owner' }],
        repositories: seed.repositories.map(({ name }) => ({
          name,
          permissions: permissionIds.map((permission) => ({ permission })),
        })),
      },
    ],
  };
}
