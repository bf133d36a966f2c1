/** The metric of the App's reviews: what GitHub accepted, and what it did not. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { type ProjectionScene, startProjectionScene } from './scene.ts';

const name = 'atmos_pro_reviews_total';

describeEachStore('the metric of reviews', (engine) => {
  let scene: ProjectionScene;
  let time = 1_000_000;
  beforeEach(async () => {
    scene = await startProjectionScene(engine, 'full');
    await scene.addPull({ head_sha: scene.head });
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  /** What is above 0, by action and outcome. */
  async function counts(): Promise<Readonly<Record<string, number>>> {
    const [metric] =
      (await scene.replica.metrics?.getMetricsAsJSON())?.filter((one) => one.name === name) ?? [];
    const values = metric?.values ?? [];
    expect(values).toHaveLength(6);
    const seen = values.filter(({ value }) => value > 0);
    return Object.fromEntries(
      seen.map(({ labels, value }) => [`${labels['action']} ${labels['outcome']}`, value]),
    );
  }
  async function conclude(id: number, conclusion: 'success' | 'failure'): Promise<void> {
    time += 1_000;
    const state = conclusion === 'success' ? 'succeeded' : 'failed';
    await scene.change(id, { concluded_at: time, state: 'concluded', conclusion }, { nodes: [{ state }] });
    await scene.settle();
  }
  async function runAgain(id: number): Promise<void> {
    await scene.change(id, { state: 'running', conclusion: null }, { nodes: [{ state: 'running' }] });
  }
  async function work(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      await scene.pass(2_000);
      await scene.replica.work();
    }
  }
  const refuse = (route: string) =>
    scene.simulator.faults.add({ route, fault: { kind: 'status', status: 403 }, times: 1 });

  test('starts at zero, and counts each review and each dismissal once', async () => {
    expect(await counts()).toEqual({});
    const id = await scene.insertBatch();
    await conclude(id, 'failure');
    expect(await counts()).toEqual({ 'request_changes done': 1 });
    await conclude(id, 'success');
    await runAgain(id);
    await scene.settle();
    expect(await counts()).toEqual({ 'request_changes done': 1, 'approve done': 1, 'dismiss done': 1 });
  });

  test('counts an approval that GitHub refused', async () => {
    refuse('pulls/create-review');
    await conclude(await scene.insertBatch(), 'success').catch(() => undefined);
    await scene.pass(20 * 60_000);
    await work(3);
    expect(await counts()).toEqual({ 'approve failed': 1, 'approve done': 1 });
  });

  test('counts an approval that could not be taken back after changes were requested', async () => {
    const id = await scene.insertBatch();
    await conclude(id, 'success');
    refuse('pulls/dismiss-review');
    await conclude(id, 'failure').catch(() => undefined);
    await scene.pass(20 * 60_000);
    await work(3);
    expect(await counts()).toEqual({
      ...{ 'request_changes done': 1, 'approve done': 1 },
      ...{ 'dismiss failed': 1, 'dismiss done': 1 },
    });
  });

  test.each([{ route: 'pulls/dismiss-review' }, { route: 'pulls/list-reviews' }])(
    'counts an approval that could not be taken back, because GitHub refused $route',
    async ({ route }) => {
      const id = await scene.insertBatch();
      await conclude(id, 'success');
      refuse(route);
      await runAgain(id);
      await scene.settle().catch(() => undefined);
      await scene.pass(20 * 60_000);
      await work(3);
      expect(await counts()).toEqual({ 'approve done': 1, 'dismiss failed': 1, 'dismiss done': 1 });
    },
  );
});
