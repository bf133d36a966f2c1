/** Releases: the inventory is deployed in the order that earlier uploads have shown, with the commit of the tag. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { exchange, idTokenOf } from '../../support/server.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { instancesBody, item, request } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene } from './deployment-scene.ts';

const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
const entry = (file = 'apply.yaml') => ({ workflows: { [file]: { inputs } } });
const releases = (...activities: readonly string[]) => ({
  pro: { enabled: true, release: Object.fromEntries(activities.map((name) => [name, entry()])) },
});
const instance = (component: string, settings: object = releases('published')) => ({
  component,
  component_type: 'terraform',
  stack: 'dev',
  settings,
});

function releasePayload(action: string, more: object = {}): object {
  return {
    action,
    installation: { id: 5 },
    repository: { id: 1001, full_name: 'acme/infra', default_branch: 'main' },
    sender: { login: 'octocat', id: 7 },
    release: {
      id: 77,
      tag_name: 'v1.0.0',
      draft: false,
      prerelease: false,
      published_at: '2026-03-01T10:00:00Z',
      ...more,
    },
  };
}

describeEachStore('releases', (engine) => {
  let scene: DeploymentScene;
  let head: string;
  const start = async () => {
    scene = await startDeploymentScene({ store: engine });
    const git = scene.simulator.world.repositories.get(1001)?.git;
    head = git?.readRef('refs/heads/main') ?? '';
    await git?.updateRef('refs/tags/v1.0.0', head);
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  const upload = async (...instances: readonly object[]) => {
    const session = await exchange(scene.server, await idTokenOf(scene.simulator, 'upload'), 'ws_1');
    const token = String(session.body.data?.['token']);
    const answer = await request(scene.server, token, {
      method: 'POST',
      path: '/instances',
      body: instancesBody(instances),
    });
    expect(answer.status).toBe(200);
    await until(async () => {
      const rows = await scene.server.database.db.selectFrom('instances').select('component').execute();
      return rows.length === instances.length;
    });
  };
  const release = (action: string, more: object = {}) =>
    scene.deliver('release', releasePayload(action, more));
  const orders = async () =>
    (
      await scene.server.database.db
        .selectFrom('orders')
        .select(['workflow', 'ref', 'inputs'])
        .orderBy('id')
        .execute()
    ).map((order) => ({ ...order, inputs: JSON.parse(order.inputs) }));
  const edges = () =>
    scene.server.database.db.selectFrom('batch_edges').select(['parent', 'child']).execute();
  const states = async () =>
    (await scene.nodes()).map(({ component, state, reason }) => [component, state, reason]);

  test('start what the inventory names, with the commit of the tag', async () => {
    await start();
    await upload(instance('vpc'), instance('eks', { pro: { enabled: true } }));
    expect(await release('published')).toEqual({ state: 'applied', problem: null });
    await until(async () => (await orders()).length === 1);
    expect(await orders()).toEqual([
      {
        workflow: 'apply.yaml',
        ref: 'main',
        inputs: expect.objectContaining({ component: 'vpc', sha: head }),
      },
    ]);
    expect(await scene.batches()).toEqual([
      expect.objectContaining({ activity: 'published', head_sha: head, sha: head, state: 'running' }),
    ]);
  });

  test('run a component that declares both activities of one publication once', async () => {
    await start();
    await upload(instance('vpc', releases('published', 'released')), instance('dns', releases('released')));
    for (const action of ['created', 'published', 'released']) await release(action);
    await until(async () => (await orders()).length === 2);
    expect((await orders()).map(({ inputs: given }) => given.component)).toEqual(['vpc', 'dns']);
    expect((await scene.batches()).map(({ activity }) => activity)).toEqual(['published', 'released']);
  });

  test('wait for what the newest upload of a merge says they depend on', async () => {
    await start();
    const merged = { head: sha('a'), at: 120, state: 'closed', mergedAt: 120, mergeSha: sha('c') } as const;
    await scene.deliver('pull_request', pullPayload('closed', merged));
    await scene.upload(sha('a'), [item('vpc', { dependents: [item('eks')] })], {
      ref: 'refs/heads/main',
    });
    await until(async () => (await scene.batches())[0]?.['state'] === 'concluded');
    await upload(instance('vpc'), instance('eks'));
    await release('published');
    await until(async () => (await orders()).length === 1);
    expect((await orders())[0]?.inputs).toMatchObject({ component: 'vpc' });
    expect(await states()).toContainEqual(['eks', 'waiting', null]);
  });

  test('start together what has no known order', async () => {
    await start();
    await upload(instance('vpc'), instance('eks'));
    await release('published');
    await until(async () => (await orders()).length === 2);
    expect(await edges()).toEqual([]);
  });

  test.each([
    { name: 'no component is wired to', action: 'edited', more: {} },
    { name: 'are drafts', action: 'published', more: { draft: true } },
    { name: 'have no tag', action: 'published', more: { tag_name: 'v9' } },
  ])('that $name start nothing, with a reason', async ({ action, more }) => {
    await start();
    await upload(instance('vpc'));
    expect(await release(action, more)).toEqual({ state: 'ignored', problem: expect.any(String) });
    expect(await scene.batches()).toEqual([]);
  });

  test('are planned once, also if the delivery is repeated', async () => {
    await start();
    await upload(instance('vpc'));
    await release('published');
    await until(async () => (await orders()).length === 1);
    await release('published');
    expect(await scene.batches()).toHaveLength(1);
    expect(await orders()).toHaveLength(1);
  });

  describe('of a repository whose workflow uploads for them', () => {
    test('wait for its upload, which replaces the inventory', async () => {
      await start();
      await scene.server.database.db
        .insertInto('uploading_workflows')
        .values({ repository_id: '1001', event: 'release', file: 'affected.yaml', seen_at: Date.now() })
        .execute();
      await upload(instance('vpc'));
      await release('published');
      expect(await scene.batches()).toEqual([expect.objectContaining({ state: 'expected' })]);
      await scene.upload(head, [item('dns', { settings: releases('published') })], {
        event_name: 'release',
        ref: 'refs/tags/v1.0.0',
      });
      await until(async () => (await orders()).length === 1);
      expect((await orders())[0]?.inputs).toMatchObject({ component: 'dns', sha: head });
    });

    test('use the inventory where no upload comes', async () => {
      await start();
      await scene.server.database.db
        .insertInto('uploading_workflows')
        .values({ repository_id: '1001', event: 'release', file: 'affected.yaml', seen_at: Date.now() })
        .execute();
      await upload(instance('vpc'));
      await release('published');
      await scene.server.database.db.updateTable('batches').set({ deadline_at: 0, created_at: 0 }).execute();
      await until(async () => (await orders()).length === 1);
      expect((await orders())[0]?.inputs).toMatchObject({ component: 'vpc' });
    });
  });
});
