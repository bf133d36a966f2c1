/** What the doctor finds where repositories have deployments: the App's webhook, workflow files, the required check and the merge queue. */
import { describe, expect, test } from '@jest/globals';
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
const permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'read',
  deployments: 'read',
  issues: 'read',
  merge_queues: 'read',
  pull_requests: 'write',
} as const;
const events = [
  'pull_request',
  'merge_group',
  'release',
  'workflow_run',
  'deployment_review',
  'issue_comment',
  'repository',
];

const workflow = (name: string, more = '') => `name: ${name}
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
const uploading = (trigger: string) =>
  `on: [${trigger}]\njobs:\n  affected:\n    runs-on: ubuntu-latest\n    steps: []\n`;

const soundWorkflows: FilesSeed = {
  '.github/workflows/plan.yaml': workflow('Plan'),
  '.github/workflows/apply.yaml': workflow('Apply'),
  '.github/workflows/affected.yaml': uploading('pull_request, merge_group'),
};

const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
const soundPro = {
  pull_request: {
    synchronize: { workflows: { 'plan.yaml': { inputs } } },
    merged: { workflows: { 'apply.yaml': { inputs } } },
  },
};
const ownQueue: Partial<RepositorySeed> = {
  merge_queues: [{ branch: 'main', checks: [{ name: 'Atmos Pro', app: 'atmos-pro' }] }],
};

interface Wanted {
  readonly files?: FilesSeed;
  readonly repository?: Partial<RepositorySeed>;
  readonly app?: object;
  readonly pro?: object;
  readonly drift?: object;
}

async function startScene({
  files = {},
  repository = ownQueue,
  app = {},
  pro = soundPro,
  drift,
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
          ...{ deployments: {}, ...(drift === undefined ? {} : { drift }) },
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

async function examine(scene: DoctorScene, variables = { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: secret }) {
  const results = await scene.examine(variables);
  return results.filter(({ check }) => ['config', 'app', 'deployments'].includes(check));
}

/** Finding → its messages. */
function findings(results: Awaited<ReturnType<typeof examine>>): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { finding, message } of results)
    if (finding !== undefined) found.set(finding, [...(found.get(finding) ?? []), message]);
  return Object.fromEntries(found);
}

test('a sound installation has no finding, and no token is left', async () => {
  await using scene = await startScene();
  const results = await examine(scene);
  expect(findings(results)).toEqual({});
  expect(results.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('webhook of the App delivers to this server'),
      expect.stringContaining('requires the check "Atmos Pro" of this App'),
      expect.stringContaining('components start 2 workflow files'),
    ]),
  );
  expect([...scene.simulator.world.tokens.values()].filter(({ revoked }) => !revoked)).toEqual([]);
});

test('an installation without deployments is asked nothing about them', async () => {
  await using scene = await startDoctorScene();
  await scene.examine();
  const routes = scene.simulator.journal.entries().map(({ route }) => route);
  expect(routes).toContain('apps/get-authenticated');
  expect(routes).not.toContain('apps/get-webhook-config-for-app');
  expect(routes).not.toContain('repos/get-branch-rules');
});

describe('the webhook of the App', () => {
  test('that leads elsewhere, has no secret on either side, and misses events', async () => {
    await using scene = await startScene({
      app: { webhook: { url: 'http://127.0.0.1:9/hooks' }, events: events.slice(2) },
    });
    const results = await examine(scene, { ATMOS_PRO_GITHUB_WEBHOOK_SECRET: '' });
    expect(findings(results)).toEqual({
      'app-webhook-url': [
        expect.stringContaining(
          'expected the URL http://127.0.0.1:9/webhooks/github, got http://127.0.0.1:9/hooks',
        ),
      ],
      'app-webhook-secret': [expect.any(String)],
      'server-webhook-secret': [expect.any(String)],
      'app-event': [expect.stringContaining('`pull_request`'), expect.stringContaining('`merge_group`')],
    });
    const missing = results.filter(({ finding }) => finding === 'app-event');
    expect(missing.map(({ status }) => status)).toEqual(['fail', 'warn']);
  });

  test('that does not exist', async () => {
    await using scene = await startScene({ app: { webhook: undefined } });
    expect(findings(await examine(scene))['app-webhook-url']).toEqual([expect.stringContaining('got none')]);
  });

  test('whose deliveries fail: a redelivered event and an old one do not count', async () => {
    await using scene = await startScene();
    const { world } = scene.simulator;
    const now = world.clock.now();
    const app = [...world.apps.values()][0];
    const add = (id: number, guid: string, { code = 502, at = now - 60_000 } = {}) =>
      world.deliveries.push({
        ...{ id, guid, appId: app?.id ?? 0, event: 'pull_request', action: 'opened', url: '' },
        ...{ installationId: undefined, repositoryId: undefined, requestHeaders: {}, payload: '{}' },
        ...{ deliveredAt: at, redelivery: false, durationMs: 1, status: code === 200 ? 'OK' : 'Error' },
        ...{ statusCode: code, response: undefined },
      });
    add(1, 'old', { at: now - 25 * 60 * 60_000 });
    add(2, 'redelivered');
    add(3, 'redelivered', { code: 200 });
    expect(findings(await examine(scene))).toEqual({});
    add(4, 'lost', { code: 0 });
    add(5, 'fine', { code: 200 });
    const some = await examine(scene);
    expect(findings(some)).toEqual({
      'app-webhook-failing': [expect.stringMatching(/^1 of the last 3 .*without an answer/)],
    });
    expect(some.find(({ finding }) => finding !== undefined)?.status).toBe('warn');
    for (const id of [6, 7, 8]) add(id, `rejected-${id}`, { code: 401 });
    const most = await examine(scene);
    expect(findings(most)).toEqual({
      'app-webhook-failing': [expect.stringMatching(/^4 of the last 6 .*status 401/)],
    });
    expect(most.find(({ finding }) => finding !== undefined)?.status).toBe('fail');
  });
});

describe('workflow files', () => {
  test.each<readonly [string, Wanted, Record<string, readonly unknown[]>]>([
    [
      'that is missing',
      { pro: { release: { published: { workflows: { 'gone.yaml': { inputs } } } } } },
      { 'workflow-missing': [expect.stringMatching(/gone\.yaml does not exist on main, and vpc in prod/)] },
    ],
    [
      'without the trigger, and one without the input sha',
      {
        files: {
          '.github/workflows/plan.yaml': uploading('push'),
          '.github/workflows/apply.yaml': workflow('Apply').replace(/^ +component:.*\n/m, ''),
        },
      },
      {
        'workflow-unusable': [expect.stringContaining('workflow_dispatch')],
        'workflow-inputs': [expect.stringContaining('does not declare the input "component"')],
      },
    ],
    [
      'that would run the default branch',
      { files: { '.github/workflows/plan.yaml': workflow('Plan').replace(/^ +sha:.*\n/m, '') } },
      { 'workflow-inputs': [expect.stringContaining('"sha"')] },
    ],
    [
      'whose inputs were not rendered',
      {
        pro: {
          pull_request: {
            synchronize: {
              workflows: { 'plan.yaml': { inputs: { ...inputs, stack: '{{ .vars.stage }}' } } },
            },
          },
        },
      },
      { 'settings-leftover': [expect.stringMatching(/vpc in prod cannot start plan\.yaml: .*vars\.stage/)] },
    ],
    [
      'without the id in the title, that cancels, in a group with plans',
      {
        files: {
          '.github/workflows/plan.yaml': workflow('Plan', 'concurrency: same\n'),
          '.github/workflows/apply.yaml': workflow(
            'Apply',
            'concurrency: { group: same, cancel-in-progress: true }\n',
          ).replace(/^run-name.*\n/m, ''),
        },
      },
      {
        'workflow-no-run-id': [expect.stringContaining('apply.yaml')],
        'workflow-cancels': [expect.stringContaining('apply.yaml')],
        'workflow-shared-group': [expect.stringContaining('plan.yaml and apply.yaml share')],
      },
    ],
  ])('%s', async (_name, wanted, expected) => {
    await using scene = await startScene(wanted);
    expect(findings(await examine(scene))).toEqual(expected);
  });
});

describe('the default branch', () => {
  test.each<readonly [string, Wanted, Record<string, readonly unknown[]>]>([
    [
      'that requires no check',
      { repository: {} },
      { 'check-not-required': [expect.stringContaining('acme/infra: the branch main')] },
    ],
    [
      'whose merge queue does not wait for it',
      { repository: { merge_queues: [{ branch: 'main', checks: [{ name: 'lint' }] }] } },
      { 'queue-not-checked': [expect.stringContaining('acme/infra: the branch main has a merge queue')] },
    ],
    [
      'that requires the check of a classic rule, of any App',
      { repository: { protection: [{ pattern: 'main', required_checks: ['Atmos Pro', 'lint'] }] } },
      { 'check-any-app': [expect.stringContaining('"Atmos Pro"')] },
    ],
    [
      'with a merge queue whose groups are not uploaded',
      { files: { '.github/workflows/affected.yaml': uploading('pull_request') } },
      { 'queue-not-uploaded': [expect.stringContaining('affected.yaml')] },
    ],
  ])('%s', async (_name, wanted, expected) => {
    await using scene = await startScene(wanted);
    expect(findings(await examine(scene))).toEqual(expected);
  });

  test('that requires the check of another App', async () => {
    await using scene = await startScene();
    const { world } = scene.simulator;
    const app = [...world.apps.values()][0];
    if (app === undefined) throw new Error('no App');
    world.apps.set(4_242, { ...app, id: 4_242, slug: 'other' });
    const queue = world.repositories.get(1001)?.mergeQueues.get('main');
    Object.assign(queue ?? {}, { requiredChecks: [{ name: 'Atmos Pro', app: 'other' }] });
    expect(findings(await examine(scene))).toEqual({
      'check-other-app': [expect.stringMatching(/of the App 4242, expected/)],
    });
  });

  test('of an account without rulesets is judged by its classic rules', async () => {
    await using scene = await startScene({
      repository: { protection: [{ pattern: 'main', required_checks: ['Atmos Pro'] }] },
    });
    scene.simulator.faults.add({ route: 'repos/get-branch-rules', fault: { kind: 'status', status: 403 } });
    expect(Object.keys(findings(await examine(scene)))).toEqual(['check-any-app']);
  });

  test('that GitHub does not tell of is reported, and no token is left', async () => {
    await using scene = await startScene();
    scene.simulator.faults.add({ route: 'repos/get-branch', fault: { kind: 'status', status: 500 } });
    expect(findings(await examine(scene))).toEqual({
      'repositories-unread': [expect.stringContaining('acme/infra')],
    });
    expect([...scene.simulator.world.tokens.values()].filter(({ revoked }) => !revoked)).toEqual([]);
  });
});

describe('drift', () => {
  test('of which issues are opened needs an App that may write them', async () => {
    await using scene = await startScene({ drift: { issues: 'cause' } });
    expect(findings(await examine(scene))).toEqual({
      'app-permission': [expect.stringContaining('`issues: write`')],
    });
    const app = { permissions: { ...permissions, issues: 'write' } };
    await using other = await startScene({ drift: { issues: 'cause' }, app });
    expect(findings(await examine(other))).toEqual({});
  });

  test.each([
    ['does not exist', 'gone.yaml', 'workflow-missing'],
    ['cannot be dispatched', 'affected.yaml', 'workflow-unusable'],
    ['does not declare an input', 'plan.yaml', 'workflow-inputs'],
  ])('is detected by a workflow that %s', async (_name, file, finding) => {
    const detect = { workflows: { [file]: { inputs: { ...inputs, depth: '1' } } } };
    const pro = { ...soundPro, drift_detection: { enabled: true, detect } };
    await using scene = await startScene({ pro });
    expect(Object.keys(findings(await examine(scene)))).toEqual([finding]);
  });
});
