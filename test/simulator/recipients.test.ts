/** Which Apps are told of an event: those that subscribed and may see it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { recordEvent } from '../../src/simulator/refs/events.ts';
import { type HookScene, startHookScene } from '../support/hook-scene.ts';

let scene: HookScene;
const events = [
  'pull_request',
  'issue_comment',
  'release',
  'repository',
  'workflow_run',
  'deployment_review',
];

beforeAll(async () => {
  scene = await startHookScene((url) => ({
    apps: [
      {
        slug: 'whole',
        events,
        permissions: {
          ...({ actions: 'read', checks: 'write', contents: 'read', deployments: 'read' } as const),
          ...({ issues: 'read', pull_requests: 'read' } as const),
        },
        webhook: { url },
      },
      { slug: 'unsubscribed', permissions: { checks: 'write', pull_requests: 'write' }, webhook: { url } },
      { slug: 'unpermitted', events, webhook: { url } },
      // Comments on pull requests, too, need the permission for issues.
      { slug: 'pulls', events, permissions: { pull_requests: 'write' }, webhook: { url } },
      { slug: 'unaccepted', events, permissions: { issues: 'write' }, webhook: { url } },
    ],
    installations: [
      ...['whole', 'unsubscribed', 'unpermitted', 'pulls'].map((app) => ({ app, account: 'acme' })),
      { app: 'unaccepted', account: 'acme', permissions: { metadata: 'read' } },
    ],
    runs: [{ id: 5, repository: 'acme/infra', jobs: [{ name: 'plan' }] }],
  }));
});
afterAll(() => scene.stop());
beforeEach(() => scene.take());

/** Slugs by event. */
async function told(): Promise<Record<string, string[]>> {
  const slugs = new Map([...scene.simulator.world.apps.values()].map(({ id, slug }) => [String(id), slug]));
  const found: Record<string, string[]> = {};
  for (const { headers } of await scene.take()) {
    const event = headers['x-github-event'] ?? '';
    const slug = slugs.get(headers['x-github-hook-installation-target-id'] ?? '') ?? '';
    found[event] = [...(found[event] ?? []), slug].sort();
  }
  return found;
}

test('a pull request, its comment and its branch', async () => {
  await scene.act({ do: 'push', branch: 'one', files: { a: 'b' } });
  expect(await told()).toEqual({ check_suite: ['unsubscribed', 'whole'] });
  const { number } = await scene.act({ do: 'open', head: 'one' });
  expect(await told()).toEqual({ pull_request: ['pulls', 'whole'] });
  await scene.act({ do: 'comment', number, body: 'Hi' });
  expect(await told()).toEqual({ issue_comment: ['whole'] });
});

test('a release and the repository', async () => {
  await scene.act({ do: 'release', tag: 'v1' });
  expect(await told()).toEqual({ release: ['whole', 'whole', 'whole'] });
  await scene.act({ do: 'rename', name: 'infra2' });
  expect(await told()).toEqual({ repository: ['pulls', 'unaccepted', 'unpermitted', 'whole'] });
  await scene.act({ do: 'rename', repository: 'acme/infra2', name: 'infra' });
});

test('an installation tells its own App alone', async () => {
  const [id] = scene.simulator.world.installations.keys();
  await scene.act({ do: 'suspend', repository: undefined, installation: id });
  expect(await told()).toEqual({ installation: ['whole'] });
  await scene.act({ do: 'unsuspend', repository: undefined, installation: id });
  expect(await told()).toEqual({ installation: ['whole'] });
});

test('a run and a review of its deployment', async () => {
  const { world } = scene.simulator;
  const alice = [...world.accounts.values()].find(({ login }) => login === 'alice');
  const about = { repositoryId: 1, run: { id: 5, attempt: 1 } } as const;
  recordEvent(world, alice, { event: 'workflow_run', action: 'completed', ...about });
  const [run, ...others] = await scene.take();
  expect(others).toEqual([]);
  expect(run?.payload).toMatchObject({
    action: 'completed',
    workflow_run: { id: 5, run_attempt: 1 },
    workflow: { path: '.github/workflows/ci.yml' },
    repository: { id: 1 },
  });
  const review = { environment: 'prod', jobs: [], reviewers: [alice?.id ?? 0], reviewerTeams: [] };
  recordEvent(world, alice, { event: 'deployment_review', action: 'requested', ...about, review });
  const [requested] = await scene.take();
  expect(requested?.payload).toMatchObject({
    ...{ action: 'requested', environment: 'prod' },
    reviewers: [{ type: 'User', reviewer: { login: 'alice' } }],
    workflow_run: { id: 5 },
  });
});
