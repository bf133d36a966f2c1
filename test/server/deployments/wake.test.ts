/** What GitHub and jobs send is worked on at once: nothing on its way to a dispatch waits for a poll of the queue. */
import { afterEach, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/base/ports.ts';
import { serverClock } from '../../../src/server/system-ports.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';

/** Pause between two polls of an idle queue, in milliseconds. */
const pollPauseMs = 1_000;

/** Polls never come: only what is woken, or due soon, is worked on. */
const withoutPolls: Clock = {
  ...serverClock,
  sleep: (milliseconds, signal) =>
    serverClock.sleep(milliseconds < pollPauseMs ? milliseconds : 2 ** 31 - 1, signal),
};

let scene: DeploymentScene;
afterEach(async () => scene[Symbol.asyncDispose]());

const sent = async () =>
  scene.server.database.db.selectFrom('orders').select('id').where('state', '=', 'sent').execute();
const settings = wired('plan.yaml', 'synchronize');
const stacks = [item('vpc', { settings, dependents: [item('eks', { settings })] })];
const open = () => scene.deliver('pull_request', pullPayload('opened', { head: sha('a'), at: 0 }));

test('an upload after its delivery is dispatched without a poll', async () => {
  scene = await startDeploymentScene({ clock: withoutPolls });
  expect(await open()).toMatchObject({ state: 'applied' });
  await scene.upload(sha('a'), stacks);
  await until(async () => (await sent()).length === 1);
});

test('a delivery after its upload is dispatched without a poll', async () => {
  scene = await startDeploymentScene({ clock: withoutPolls });
  await scene.upload(sha('a'), stacks);
  await open();
  await until(async () => (await sent()).length === 1);
});
