/** Merge groups: what makes a batch of one, what ends it, and how its check concludes. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { type GroupView, groupPayload, suitePayload, uploadForGroup } from './group-payloads.ts';

const [a, b, g, h] = [sha('a'), sha('b'), sha('e'), sha('f')];
const planned = (...activities: readonly string[]) => [
  item('vpc', { settings: wired('plan.yaml', ...activities) }),
];
const queued = (file: string) => [
  item('vpc', {
    settings: {
      pro: {
        ...wiredPro('plan.yaml'),
        merge_group: { checks_requested: { workflows: { [file]: { inputs } } } },
      },
    },
  }),
];
const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
function wiredPro(file: string): object {
  return { pull_request: { synchronize: { workflows: { [file]: { inputs } } } } };
}

describeEachStore('merge groups', (engine) => {
  let scene: DeploymentScene;
  const start = async (deployments: Parameters<typeof startDeploymentScene>[0] = {}) => {
    scene = await startDeploymentScene({ store: engine, ...deployments });
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  const request = (view: GroupView = { head: g }) =>
    scene.deliver('merge_group', groupPayload('checks_requested', view));
  const destroy = (view: GroupView) => scene.deliver('merge_group', groupPayload('destroyed', view));
  const groups = async () =>
    (await scene.batches()).filter(({ activity }) => activity === 'checks_requested');
  const untilGroup = (facts: Readonly<Record<string, unknown>>) =>
    until(async () => {
      const [group] = await groups();
      return Object.entries(facts).every(([name, value]) => group?.[name] === value);
    });
  /** Every upload so far was matched, or is nothing that is deployed. */
  const untilJoined = () =>
    until(async () => {
      const { db } = scene.server.database;
      const sets = await db.selectFrom('affected_sets').select('id').where('state', '=', 'current').execute();
      const entries = await db
        .selectFrom('work_entries')
        .select('id')
        .where('kind', '=', 'deployment-join')
        .execute();
      return sets.length > 0 && entries.length === 0;
    });
  const workflows = async () =>
    (
      await scene.server.database.db
        .selectFrom('orders')
        .innerJoin('batches', 'batches.id', 'orders.batch_id')
        .select(['orders.workflow', 'batches.activity', 'orders.inputs'])
        .orderBy('orders.id')
        .execute()
    ).map(({ workflow, activity, inputs: given }) => ({ workflow, activity, sha: JSON.parse(given).sha }));
  /** The deadline of the group's batch is now, and its upload is overdue. */
  const lapse = () =>
    scene.server.database.db
      .updateTable('batches')
      .set({ deadline_at: 0, created_at: 0 })
      .where('activity', '=', 'checks_requested')
      .execute();
  /** The branch of the group is there, as long as the queue has it. */
  const makeBranch = async ({ base = sha('0'), number = 12 }: Partial<GroupView> = {}) => {
    const git = scene.simulator.world.repositories.get(1001)?.git;
    const head = git?.readRef('refs/heads/main') ?? '';
    await git?.updateRef(`refs/heads/gh-readonly-queue/main/pr-${number}-${base}`, head);
    return head;
  };
  const openPull = async (stacks: readonly unknown[]) => {
    await scene.deliver('pull_request', pullPayload('opened', { head: a, at: 0 }));
    await scene.upload(a, stacks);
    await until(async () => (await scene.nodes()).length > 0);
  };

  describe('a group', () => {
    test('expects an upload for its own commit', async () => {
      await start();
      expect(await request()).toEqual({ state: 'applied', problem: null });
      expect(await groups()).toEqual([
        expect.objectContaining({ head_sha: g, sha: g, state: 'expected', generation: 1 }),
      ]);
    });

    test.each([
      { name: 'its suite alone', facts: [() => scene.deliver('check_suite', suitePayload({ head: g }))] },
      {
        name: 'its suite before it',
        facts: [() => scene.deliver('check_suite', suitePayload({ head: g })), () => request()],
      },
      {
        name: 'its suite after it',
        facts: [() => request(), () => scene.deliver('check_suite', suitePayload({ head: g }))],
      },
      { name: 'itself twice', facts: [() => request(), () => request()] },
    ])('is known once from $name', async ({ facts }) => {
      await start();
      for (const fact of facts) await fact();
      expect(await groups()).toEqual([expect.objectContaining({ head_sha: g, state: 'expected' })]);
      expect(await scene.server.database.db.selectFrom('merge_groups').selectAll().execute()).toEqual([
        expect.objectContaining({ head_sha: g, base_ref: 'main', pull_number: 12, ended_as: null }),
      ]);
    });

    test('is known from the upload of its run, where no delivery comes', async () => {
      await start();
      await uploadForGroup(scene, { head: g }, planned('synchronize'));
      await scene.server.database.db.updateTable('affected_sets').set({ uploaded_at: 0 }).execute();
      await scene.server.database.db
        .updateTable('work_entries')
        .set({ due_at: 0 })
        .where('kind', '=', 'deployment-join')
        .execute();
      await untilGroup({ state: 'running' });
    });

    test('runs its own workflows for its commit, not those of the pull request', async () => {
      await start();
      await request();
      await uploadForGroup(scene, { head: g }, queued('grouped.plan.yaml'));
      await until(async () => (await workflows()).length === 1);
      expect(await workflows()).toEqual([
        { workflow: 'grouped.plan.yaml', activity: 'checks_requested', sha: g },
      ]);
    });

    test.each([
      { fallback: 'any', file: 'plan.yaml', state: 'running' },
      { fallback: 'any', file: 'apply.yaml', state: 'running' },
      { fallback: 'plan', file: 'plan.yaml', state: 'running' },
      { fallback: 'plan', file: 'apply.yaml', state: 'refused' },
      { fallback: 'never', file: 'plan.yaml', state: 'refused' },
    ] as const)(
      'falls back to synchronize with $file as $fallback allows: $state',
      async ({ fallback, file, state }) => {
        await start({ deployments: { merge_queue: { fallback } } });
        await request();
        await uploadForGroup(scene, { head: g }, [item('vpc', { settings: wired(file, 'synchronize') })]);
        await until(async () => (await scene.nodes())[0]?.['state'] === state);
        if (state === 'refused') await untilGroup({ state: 'concluded', conclusion: 'failure' });
      },
    );

    test('takes no upload that the run of another group makes', async () => {
      await start();
      await request();
      await uploadForGroup(scene, { head: g }, [], { sha: h });
      await untilJoined();
      expect(await groups()).toEqual([expect.objectContaining({ state: 'expected' })]);
      await uploadForGroup(scene, { head: g }, planned('synchronize'));
      await untilGroup({ state: 'running' });
    });
  });

  describe('without an upload', () => {
    test('fails where the pull request has something to start', async () => {
      await start();
      await openPull(planned('synchronize'));
      await request({ head: await makeBranch() });
      await lapse();
      await untilGroup({ state: 'concluded', conclusion: 'failure', reason: 'group_without_upload' });
    });

    test('is neutral where the pull request affects nothing', async () => {
      await start();
      await scene.deliver('pull_request', pullPayload('opened', { head: a, at: 0 }));
      await scene.upload(a, []);
      await until(async () => (await scene.batches())[0]?.['state'] === 'concluded');
      await request({ head: await makeBranch() });
      await lapse();
      await untilGroup({ state: 'concluded', conclusion: 'neutral', reason: 'no_upload' });
    });

    test.each([
      { name: 'another base than its branch says', view: { baseRef: 'refs/heads/other' }, is: 'failure' },
      { name: 'a pull request that the server does not know', view: { number: 99 }, is: 'neutral' },
    ])('of $name: $is', async ({ view, is }) => {
      await start();
      await request({ head: await makeBranch(view), ...view });
      await lapse();
      await untilGroup({ state: 'concluded', conclusion: is });
    });

    test('is withdrawn where the queue no longer has it', async () => {
      await start();
      await openPull(planned('synchronize'));
      await request();
      await lapse();
      await untilGroup({ state: 'withdrawn' });
      expect(await scene.server.database.db.selectFrom('merge_groups').select('ended_as').execute()).toEqual([
        { ended_as: 'unknown' },
      ]);
    });

    test('takes an upload that is late', async () => {
      await start();
      await openPull(planned('synchronize'));
      const head = await makeBranch();
      await request({ head });
      await lapse();
      await untilGroup({ state: 'concluded' });
      await uploadForGroup(scene, { head }, planned('synchronize'));
      await untilGroup({ state: 'running' });
    });
  });

  describe('that is destroyed', () => {
    test.each(['invalidated', 'dequeued', 'merged'] as const)(
      '%s starts nothing any more',
      async (reason) => {
        await start();
        await request();
        await destroy({ head: g, reason });
        expect(await groups()).toEqual([expect.objectContaining({ state: 'withdrawn' })]);
        await uploadForGroup(scene, { head: g }, planned('synchronize'));
        await request({ head: h, number: 13 });
        await uploadForGroup(scene, { head: h, number: 13 }, planned('synchronize'));
        await until(async () => (await workflows()).length === 1);
        expect((await workflows()).map((order) => order.sha)).toEqual([h]);
      },
    );

    test('before it was requested starts nothing', async () => {
      await start();
      await destroy({ head: g, reason: 'invalidated' });
      expect(await groups()).toEqual([]);
      await request();
      await scene.deliver('check_suite', suitePayload({ head: g }));
      expect(await groups()).toEqual([expect.objectContaining({ state: 'withdrawn' })]);
    });

    test('while it runs ends it, though no delivery told of that', async () => {
      await start();
      await request();
      const unstarted = {
        ...planned('synchronize')[0],
        dependents: planned('synchronize').map((one) => ({ ...one, component: 'eks' })),
      };
      await uploadForGroup(scene, { head: g }, [unstarted]);
      await until(async () => (await workflows()).length === 1);
      const { db, dialect } = scene.server.database;
      await db
        .updateTable('batches')
        .set({ created_at: dialect.after(-3_600_000) })
        .execute();
      await db
        .updateTable('work_entries')
        .set({ due_at: 0 })
        .where('kind', '=', 'deployment-groups')
        .execute();
      await untilGroup({ state: 'withdrawn' });
      const states = (await scene.nodes()).map(({ component, state }) => `${component} ${state}`);
      expect(states).toContain('eks withdrawn');
    });

    test('after it was concluded stays as it is', async () => {
      await start();
      await request();
      await uploadForGroup(scene, { head: g }, [
        item('vpc', { settings: wired('absent.yaml', 'synchronize') }),
      ]);
      await untilGroup({ state: 'concluded', conclusion: 'failure' });
      await destroy({ head: g, reason: 'dequeued' });
      expect(await groups()).toEqual([
        expect.objectContaining({ state: 'concluded', conclusion: 'failure' }),
      ]);
    });
  });

  test('that chain have a batch each, and another pull request does not end them', async () => {
    await start();
    await request();
    await request({ head: h, base: g, number: 13 });
    await scene.deliver('pull_request', pullPayload('synchronize', { number: 14, head: b, at: 5 }));
    expect((await groups()).map(({ head_sha, state }) => [head_sha, state])).toEqual([
      [g, 'expected'],
      [h, 'expected'],
    ]);
  });

  test('fail where a component is not free in time', async () => {
    await start({ deployments: { merge_queue: { lock_wait: '1s' } } });
    await request();
    await uploadForGroup(scene, { head: g }, [
      item('vpc', { settings: wired('grouped.plan.yaml', 'synchronize') }),
      item('dns', { settings: wired('grouped.plan.yaml', 'synchronize') }),
    ]);
    await until(async () => (await scene.nodes()).some(({ state }) => state === 'failed'));
    expect(await scene.nodes()).toContainEqual(expect.objectContaining({ reason: 'lock_wait' }));
  });

  test('are on record', async () => {
    await start();
    await request();
    await destroy({ head: g, reason: 'dequeued' });
    const entries = await scene.server.database.db
      .selectFrom('audit_entries')
      .select(['event', 'details'])
      .where('event', 'like', 'merge_group.%')
      .orderBy('id')
      .execute();
    const events = entries.map(({ event, details }) => ({ event, ...JSON.parse(details) }));
    expect(events).toEqual([
      expect.objectContaining({ event: 'merge_group.requested', headSha: g, pullRequest: 12 }),
      expect.objectContaining({ event: 'merge_group.destroyed', headSha: g, reason: 'dequeued' }),
    ]);
  });
});
