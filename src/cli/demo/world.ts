/** The world and the server of the demo: `examples/`, and a repository with deployments and drift detection. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { readSeed } from '../../simulator/seed/seed.ts';
import type { FilesSeed, RunSeed, SeedPermissions, WorldSeed } from '../../simulator/seed/seed-types.ts';

export const workspaceId = 'ws_acme';
export const stacksRepository = 'acme/stacks';
/** Both sides are in this process and its child, and go with them. */
export const webhookSecret = 'the-webhook-secret-of-the-demo-alone';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** Every file of `examples/stacks`. */
async function readStacks(): Promise<FilesSeed> {
  const folder = join(examples, 'stacks');
  const names = await readdir(folder, { recursive: true });
  const entries = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const { mode } = await stat(file);
      const content = await readFile(file, 'utf8').catch(() => undefined);
      return [name, content && { content, executable: (mode & 0o100) !== 0 }] as const;
    }),
  );
  return Object.fromEntries(entries.flatMap(([name, file]) => (file ? [[name, file]] : [])));
}

/** Two jobs that want the same lock, and one that holds another lock while the demo is kept running. */
const lockRuns: readonly RunSeed[] = ['first', 'second', 'freeze'].map((name) => ({
  repository: stacksRepository,
  ref: 'refs/heads/main',
  workflow: '.github/workflows/apply.yaml',
  workflow_name: 'apply',
  jobs: [{ name, permissions: { 'id-token': 'write', contents: 'read' } }],
}));

/** What an App for deployments asks for. */
const deploymentPermissions: SeedPermissions = {
  ...({ actions: 'write', checks: 'write', contents: 'write', pull_requests: 'write' } as const),
  ...({ issues: 'read', merge_queues: 'read', deployments: 'read', metadata: 'read' } as const),
};
const deploymentEvents = [
  ...['pull_request', 'merge_group', 'workflow_run', 'issue_comment', 'repository', 'deployment_review'],
];

export async function demoSeed(): Promise<WorldSeed> {
  const seed = readSeed(await readFile(join(examples, 'world.yaml'), 'utf8'), 'examples/world.yaml');
  const { accounts = [], repositories = [], apps = [], runs = [] } = seed;
  const files = await readStacks();
  return {
    ...seed,
    accounts: [...accounts, { login: 'alice', type: 'User' }, { login: 'bob', type: 'User' }],
    repositories: [...repositories, { name: stacksRepository, files, people: { alice: 'write' } }],
    apps: apps.map((app) => ({
      ...app,
      permissions: deploymentPermissions,
      events: deploymentEvents,
      webhook: { url: 'http://127.0.0.1:8080/webhooks/github', secret: webhookSecret },
    })),
    runs: [...runs, ...lockRuns],
    actions: { execute: true, start_after: 0 },
  };
}

/** `examples/atmos-pro.yaml` with a port and a database of its own, the dashboard, and the repository of deployments and drift detection. */
export async function demoConfig(own: {
  readonly databaseFile: string;
  /** SHA-256 in hexadecimal digits. */
  readonly adminTokenHash: string;
  readonly port: number;
  readonly clientId: string;
  /** Where a browser finds the page to sign in. */
  readonly signInUrl: string;
}): Promise<string> {
  const document = parseDocument(await readFile(join(examples, 'atmos-pro.yaml'), 'utf8'));
  document.set('public_url', `http://127.0.0.1:${own.port}`);
  document.set('listen', { port: own.port });
  document.set('dashboard', { client_id: own.clientId, sign_in_url: own.signInUrl });
  document.setIn(
    ['workspaces', 0, 'people'],
    [
      { login: 'alice', role: 'owner' },
      { login: 'bob', role: 'member' },
    ],
  );
  document.set('database', { path: own.databaseFile });
  document.set('admin_tokens', [{ name: 'demo', sha256: own.adminTokenHash }]);
  document.addIn(['workspaces', 0, 'repositories'], {
    name: stacksRepository,
    permissions: [
      { permission: 'ws:affected-stacks:create', workflow: 'affected.yaml' },
      { permission: 'ws:instances:create', workflow: 'inventory.yaml' },
      ...['plan.yaml', 'detect.yaml', 'remediate.yaml'].map((workflow) => ({
        permission: 'ws:instances:update',
        workflow,
      })),
      { permission: 'ws:locks:create', workflow: 'apply.yaml' },
      { permission: 'ws:locks:delete', workflow: 'apply.yaml' },
    ],
    deployments: {},
    drift: { schedules: [{ name: 'nightly', cron: '0 3 * * *' }], badges: true },
  });
  return String(document);
}
