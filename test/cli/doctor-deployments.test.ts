/** What the doctor finds where repositories have deployments: the App's webhook, workflow files, the required check and the merge queue. */
import { describe, expect, test } from '@jest/globals';
import {
  events,
  examine,
  findings,
  inputs,
  startScene,
  uploading,
  type Wanted,
  workflow,
} from './doctor-deployments-scene.ts';
import { startDoctorScene } from './doctor-scene.ts';

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

const reviewed = (review: object): NonNullable<Wanted['repository']> => ({
  merge_queues: [{ branch: 'main', checks: [{ name: 'Atmos Pro', app: 'atmos-pro' }] }],
  rulesets: [{ name: 'reviews', rules: ['pull_request'], ...review }],
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
    [
      'where the approval of the App is enough, also of an earlier commit',
      { repository: reviewed({ required_approving_review_count: 1 }), deployments: { auto_review: 'full' } },
      {
        'review-of-app-only': [expect.stringContaining('the branch main requires one approval')],
        'review-may-be-stale': [expect.stringContaining('auto_review is full')],
      },
    ],
    [
      'where a code owner approves too',
      {
        repository: reviewed({
          ...{ required_approving_review_count: 1, require_code_owner_review: true },
          dismiss_stale_reviews: true,
        }),
        deployments: { auto_review: 'approve_empty' },
      },
      {},
    ],
    [
      'where a second person approves, and the App does not review',
      { repository: reviewed({ required_approving_review_count: 2 }) },
      {},
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
