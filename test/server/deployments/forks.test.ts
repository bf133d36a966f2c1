/** Code of a fork would run with the secrets of the repository: nothing of it starts before a writer has approved the commit. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readBatch } from '../../../src/server/deployments/batch-table.ts';
import { findHold } from '../../../src/server/deployments/holds.ts';
import type { DeployedRepository } from '../../../src/server/deployments/seams.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { targetClaimsOf } from './deployment-seed.ts';
import { commandsOf } from './scene-parts.ts';

const [a, b, c] = [sha('a'), sha('b'), sha('c')];
const settings = wired('plan.yaml', 'synchronize', 'merged');
const stacks = [item('vpc', { settings })];
const target = targetClaimsOf('mallory');

describeEachStore('a pull request from a fork', (engine) => {
  let scene: DeploymentScene;
  beforeEach(async () => {
    scene = await startDeploymentScene({ store: engine });
  });
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server.database.db;
  const orders = () => db().selectFrom('orders').select('workflow').execute();
  const tell = (action: string, view: object = {}) =>
    scene.deliver('pull_request', pullPayload(action, { head: a, at: 0, isFork: true, ...view }));
  const untilBatch = (facts: Readonly<Record<string, unknown>>) =>
    until(async () =>
      (await scene.batches()).some((batch) =>
        Object.entries(facts).every(([name, value]) => batch[name] === value),
      ),
    );
  const untilHeld = (facts: object = {}) => untilBatch({ state: 'held', held_by: 'fork', ...facts });

  describe('is held', () => {
    test.each([
      { name: 'of its own run', claims: {} },
      { name: 'of the default branch', claims: target },
      { name: 'of a branch', claims: { event_name: 'push', ref: 'refs/heads/feature' } },
    ])('with an upload $name', async ({ claims }) => {
      await tell('opened');
      await scene.upload(a, stacks, claims);
      await untilHeld();
      expect(await orders()).toEqual([]);
    });

    test('whose repository was deleted', async () => {
      const payload = pullPayload('opened', { head: a, at: 0 });
      const pull = payload['pull_request'] as { readonly head: object };
      const gone = { ...pull, head: { ...pull.head, repo: null } };
      await scene.deliver('pull_request', { ...payload, pull_request: gone });
      await scene.upload(a, stacks);
      await untilHeld();
    });

    test('for an activity that expects no upload', async () => {
      await tell('opened');
      await tell('labeled', { at: 10 });
      await scene.upload(a, [item('vpc', { settings: wired('plan.yaml', 'labeled') })]);
      await untilHeld({ activity: 'labeled' });
      expect(await orders()).toEqual([]);
    });

    test('again with its next commit', async () => {
      await tell('opened');
      await scene.upload(a, stacks, target);
      await untilHeld();
      const { id } = await db().selectFrom('batches').select('id').executeTakeFirstOrThrow();
      const actor = { login: 'octocat', id: '7' };
      await commandsOf(scene).releaseBatch({ batchId: id, actor, source: 's1', hold: 'fork' });
      await until(async () => (await orders()).length === 1);
      await tell('synchronize', { head: b, at: 60 });
      await scene.upload(b, stacks, target);
      await untilHeld({ head_sha: b });
      expect(await orders()).toHaveLength(1);
    });

    test('where nothing is known of the pull request', async () => {
      await tell('opened');
      const { id } = await db().selectFrom('batches').select('id').executeTakeFirstOrThrow();
      await db().deleteFrom('pull_requests').execute();
      const batch = await readBatch(db(), id);
      if (batch === undefined) throw new Error('the batch is gone');
      const config = { hold: {} } as DeployedRepository['config'];
      const repository = {
        workspaceId: 'ws_1',
        repositoryId: '1001',
        ownerId: '71',
        name: 'acme/infra',
        config,
      };
      expect(await findHold(db(), { batch, repository, dispatches: 1, now: 0 })).toEqual({ reason: 'fork' });
    });
  });

  test('is applied after its merge, which a writer made', async () => {
    await tell('opened');
    await tell('closed', { at: 90, state: 'closed', mergedAt: 90, mergeSha: c });
    await scene.upload(a, stacks, { ...target, event_name: 'pull_request' });
    await untilBatch({ activity: 'merged', state: 'running' });
  });
});
