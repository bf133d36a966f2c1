/** A server whose repository has deployments, and what the doctor finds there. */
import { openDatabase } from '../../src/server/database/open.ts';
import type { FilesSeed, RepositorySeed } from '../../src/simulator/seed/seed-types.ts';
import {
  type DoctorScene,
  databaseFile,
  makeDatabase,
  soundFiles,
  startDoctorScene,
} from './doctor-scene.ts';

const secret = 'a-webhook-secret-of-the-tests-0123456789';
export const permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'read',
  deployments: 'read',
  issues: 'read',
  merge_queues: 'read',
  pull_requests: 'write',
} as const;
export const events = [
  'pull_request',
  'merge_group',
  'release',
  'workflow_run',
  'deployment_review',
  'issue_comment',
  'repository',
];

export const workflow = (name: string, more = '') => `name: ${name}
run-name: \${{ inputs.atmos_pro_run_id }}
on:
  workflow_dispatch:
    inputs:
      sha: {}
      atmos_pro_run_id: {}
      component: { required: true }
      stack: { required: true }
${more}jobs:
  run:
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
`;
export const uploading = (trigger: string) =>
  `on: [${trigger}]\njobs:\n  affected:\n    runs-on: ubuntu-latest\n    steps: []\n`;

const soundWorkflows: FilesSeed = {
  '.github/workflows/plan.yaml': workflow('Plan'),
  '.github/workflows/apply.yaml': workflow('Apply'),
  '.github/workflows/affected.yaml': uploading('pull_request, merge_group'),
};

export const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
export const soundPro = {
  pull_request: {
    synchronize: { workflows: { 'plan.yaml': { inputs } } },
    merged: { workflows: { 'apply.yaml': { inputs } } },
  },
};
const ownQueue: Partial<RepositorySeed> = {
  merge_queues: [{ branch: 'main', checks: [{ name: 'Atmos Pro', app: 'atmos-pro' }] }],
};

export interface Wanted {
  readonly files?: FilesSeed;
  readonly repository?: Partial<RepositorySeed>;
  readonly app?: object;
  readonly pro?: object;
  readonly drift?: object;
  readonly deployments?: object;
}

export async function startScene({
  files = {},
  repository = ownQueue,
  app = {},
  pro = soundPro,
  drift,
  deployments = {},
}: Wanted = {}) {
  const scene = await startDoctorScene({
    world: {
      repositories: [
        {
          name: 'acme/infra',
          id: 1001,
          files: { 'main.tf': '#\n', ...soundWorkflows, ...files },
          ...repository,
        },
        { name: 'acme/modules', id: 1002, files: soundFiles },
      ],
      apps: [
        {
          ...{ slug: 'atmos-pro', permissions, events },
          webhook: { url: 'http://127.0.0.1:9/webhooks/github', secret },
          ...app,
        },
      ],
    },
  });
  scene.document['workspaces'] = [
    {
      id: 'ws_acme',
      features: {},
      repositories: [
        {
          ...{ name: 'acme/infra', id: 1001, permissions: [{ permission: 'ws:locks:create' }] },
          ...{ deployments, ...(drift === undefined ? {} : { drift }) },
        },
      ],
    },
  ];
  await makeDatabase(scene);
  const { db, dialect } = openDatabase({ kind: 'sqlite', path: databaseFile(scene) });
  const instance = {
    ...{ workspace_id: 'ws_acme', repository_id: '1001', stack: 'prod', component_type: 'terraform' },
    ...{ enabled: 1, drift_enabled: 0, drift_status: 'unknown', sequence: 1 },
    ...{ created_at: dialect.now, updated_at: dialect.now },
  };
  const broken = { pull_request: { synchronize: { workflows: { 'gone.yaml': {} } } } };
  await db
    .insertInto('instances')
    .values([
      { ...instance, component: 'vpc', pro: JSON.stringify(pro) },
      // Nothing starts what a component starts that is not deployed.
      { ...instance, component: 'off', pro: JSON.stringify({ ...broken, enabled: false }) },
      { ...instance, component: 'disabled', enabled: 0, pro: JSON.stringify(broken) },
      { ...instance, component: 'orphaned', orphaned_at: 1, pro: JSON.stringify(broken) },
    ])
    .execute();
  const uploader = { repository_id: '1001', event: 'pull_request', file: 'affected.yaml' };
  await db
    .insertInto('uploading_workflows')
    .values({ ...uploader, seen_at: dialect.now })
    .execute();
  await db.destroy();
  return scene;
}

export async function examine(scene: DoctorScene, variables = { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: secret }) {
  const results = await scene.examine(variables);
  return results.filter(({ check }) => ['config', 'app', 'deployments'].includes(check));
}

/** Finding → its messages. */
export function findings(results: Awaited<ReturnType<typeof examine>>): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { finding, message } of results)
    if (finding !== undefined) found.set(finding, [...(found.get(finding) ?? []), message]);
  return Object.fromEntries(found);
}
