/** Issues for drift: opened after a sweep, few at a time, closed when the instance is in sync, and opened again. */
import { expect, test } from '@jest/globals';
import { change, plan } from '../../support/plan-reports.ts';
import { describeEachStore } from '../../support/stores.ts';
import { type DriftScene, daily, minute, startDrift } from './scene.ts';

const components = ['a', 'b', 'c'] as const;

function issuesOf({ simulator }: DriftScene) {
  return [...simulator.world.repositories.values()].flatMap(({ issues }) => [...issues.values()]);
}

/** Sweeps, and reports the exit code of each component; no report for those without one. */
async function sweep(
  scene: DriftScene,
  codes: Readonly<Record<string, number | undefined>>,
  summary?: object,
): Promise<void> {
  const before = scene.detections().length;
  await scene.sweep();
  for (const detection of scene.detections().slice(before)) {
    const code = codes[detection.component];
    if (code !== undefined) await scene.report(detection, code, code === 2 ? summary : undefined);
  }
  // Rounds are a minute apart, edits wait five, and two issues are written a second apart.
  for (let step = 0; step < 8; step += 1) await scene.leap(minute);
}

describeEachStore('an issue for drift', (store) => {
  test('of an instance is opened, closed and opened again, and never more than allowed', async () => {
    const drift = { issues: 'instance', max_open_issues: 2 } as const;
    await using scene = await startDrift({ store, schedules: daily, drift });
    await scene.inventory(...components.map((component) => ({ component })));
    await sweep(scene, { a: 2, b: 2, c: 2 }, plan(change()));
    const states = () => issuesOf(scene).map(({ title, state }) => [title, state]);
    const named = issuesOf(scene).map(({ title }) => /^Drift: ([abc]) in dev$/.exec(title)?.[1] ?? title);
    const [first = '', second = ''] = named;
    const third = components.find((one) => !named.includes(one)) ?? '';
    const shown = [`Drift: ${first} in dev`, `Drift: ${second} in dev`, `Drift: ${third} in dev`];
    expect(states()).toEqual([
      [shown[0], 'open'],
      [shown[1], 'open'],
    ]);
    expect(issuesOf(scene)[0]?.body).toContain('<code>tags.CostCenter</code>');
    await sweep(scene, { [first]: 0, [second]: 1, [third]: 2 });
    expect(states()).toEqual([
      [shown[0], 'closed'],
      [shown[1], 'open'],
      [shown[2], 'open'],
    ]);
    expect(issuesOf(scene)[1]?.body).toContain('The newest detection failed');
    await sweep(scene, { [first]: 2, [second]: 0, [third]: 2 });
    expect(issuesOf(scene).map(({ state }) => state)).toEqual(['open', 'closed', 'open']);
    await scene.inventory({ component: second }, { component: third });
    for (let step = 0; step < 3; step += 1) await scene.leap(minute);
    expect(issuesOf(scene)[0]).toMatchObject({ state: 'closed' });
    expect(issuesOf(scene)[0]?.body).toContain('no longer in the inventory');
  });

  test('of a cause names its instances, and is closed when none has it any more', async () => {
    const drift = { issues: 'cause' } as const;
    await using scene = await startDrift({ store, schedules: daily, drift });
    await scene.inventory(...components.map((component) => ({ component })));
    await sweep(scene, { a: 2, b: 2, c: 0 }, plan(change()));
    expect(issuesOf(scene)).toMatchObject([
      {
        title: 'Drift: tags.CostCenter of aws_s3_bucket changed outside Terraform',
        state: 'open',
        body: expect.stringMatching(/<code>a<\/code>.*<code>b<\/code>/s),
      },
    ]);
    // What failed is no longer confirmed, and is not over.
    await sweep(scene, { a: 1, b: 1, c: 0 });
    expect(issuesOf(scene)).toMatchObject([{ state: 'open' }]);
    await sweep(scene, { a: 0, b: 0, c: 2 });
    expect(issuesOf(scene)).toMatchObject([
      { state: 'closed' },
      { title: 'Drift: what changed is not known', state: 'open' },
    ]);
  });

  test('of a cause that is only ignored any more says so', async () => {
    const ignore = [{ type: 'aws_s3_bucket', stacks: ['prod'], until: '9999-12-31', reason: 'known' }];
    const drift = { issues: 'cause', ignore } as const;
    await using scene = await startDrift({ store, schedules: daily, drift });
    await scene.inventory({ component: 'a' }, { component: 'b', stack: 'prod' });
    await sweep(scene, { a: 2, b: 2 }, plan(change()));
    const [issue] = issuesOf(scene);
    expect(issue).toMatchObject({ state: 'open', body: expect.not.stringContaining('<code>prod</code>') });
    await sweep(scene, { a: 0, b: 2 }, plan(change()));
    expect(issuesOf(scene)).toMatchObject([
      { state: 'closed', body: expect.stringContaining('ignored by rules of the configuration') },
    ]);
    await sweep(scene, { a: 2, b: 2 }, plan(change()));
    await sweep(scene, { a: 0, b: 0 });
    expect(issuesOf(scene)[0]?.body).toContain('Nothing of this has drifted any more');
  });

  test('of what is not known stays while detections fail', async () => {
    await using scene = await startDrift({ store, schedules: daily, drift: { issues: 'cause' } });
    await scene.inventory({ component: 'a' }, { component: 'b' });
    await sweep(scene, { a: 2, b: 1 });
    const shown = () => issuesOf(scene).map(({ title, state }) => [title, state]);
    const title = 'Drift: what changed is not known';
    expect(shown()).toEqual([[title, 'open']]);
    await sweep(scene, { a: 1, b: 1 });
    expect(shown()).toEqual([[title, 'open']]);
    expect(issuesOf(scene)[0]?.body).toContain('may be out of date');
    // Of what fails, nothing is known to have drifted before.
    await sweep(scene, { a: 0, b: 1 });
    expect(shown()).toEqual([[title, 'closed']]);
  });
});
