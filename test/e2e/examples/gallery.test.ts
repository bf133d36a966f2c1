/** The workflows of the gallery and of the pages for those who come from another tool, run as `examples.test.ts` runs all others. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ExampleScene, type Occasion, startExampleScene } from './example-scene.ts';
import { logOf, openExamples, playExample } from './open-examples.ts';

const { examples, example, unused } = openExamples(/^docs\/(?:examples\.md|migrate\/)/);

let scene: ExampleScene;
beforeAll(async () => {
  scene = await startExampleScene();
}, 120_000);
afterAll(async () => scene?.[Symbol.asyncDispose]());

const play = (text: string, occasion: Occasion) => playExample(scene, text, occasion);
const push = () => scene.occasions.onMain('push');
const countAudited = async (event: string) => (await scene.audited(event)).length;

describe('docs/migrate', () => {
  test('octo-sts: the policy of the page is what the converter prints, and the workflow gets a token by it', async () => {
    const text = example('docs/migrate/octo-sts.md', 'policy-name: infra');
    const outcomes = await play(text, push());
    expect(logOf(outcomes, 'plan')).toContain('Granted by acme: acme/terraform-modules');
    expect(scene.calls('terraform').at(-1)).toMatch(/ init$/);
  });

  test('create-github-app-token: the step that needs the token itself gets it', async () => {
    await play(example('docs/migrate/create-github-app-token.md', 'GH_TOKEN'), push());
    expect(scene.calls('gh').at(-1)).toMatch(/ api repos\/acme\/terraform-modules\/tags$/);
  });

  test('Atlantis: the component is applied under its lock', async () => {
    const before = await countAudited('lock.released');
    await play(example('docs/migrate/atlantis.md', 'wait: 600'), push());
    expect(scene.calls('atmos').at(-1)).toMatch(/ terraform deploy vpc -s plat-ue2-prod$/);
    expect(await countAudited('lock.released')).toBe(before + 1);
  });

  test('Digger: plan and apply share the lock of the run, and the last job releases it', async () => {
    const before = await countAudited('lock.released');
    const outcomes = await play(example('docs/migrate/digger.md', 'scope: run'), push());
    const commands = scene.calls('atmos').slice(-2);
    expect(commands[0]).toMatch(/ terraform plan vpc -s plat-ue2-prod$/);
    expect(commands[1]).toMatch(/ terraform deploy vpc -s plat-ue2-prod$/);
    expect(logOf(outcomes, 'apply')).toContain('Released: acme/infra/plat-ue2-prod/vpc');
    expect(await countAudited('lock.released')).toBe(before + 1);
  });

  test('hosted: one variable leads the action to another server', async () => {
    const outcomes = await play(example('docs/migrate/hosted.md', 'ATMOS_PRO_BASE_URL'), push());
    expect(logOf(outcomes, 'plan')).toContain('Granted by acme: acme/terraform-modules');
  });
});

describe('docs/examples.md', () => {
  const gallery = 'docs/examples.md';
  const target = { component: 'vpc', stack: 'plat-ue2-prod' };
  const dispatched = () => scene.occasions.onMain('workflow_dispatch', {}, target);

  test('modules of several owners: a token for each, under its name', async () => {
    const outcomes = await play(example(gallery, 'GH_TOKEN_{{ .owner }}'), push());
    expect(logOf(outcomes, 'modules')).toContain('Granted by acme-labs: acme-labs/components');
  });

  test('a pull request reads private modules by a policy of its own', async () => {
    const text = example(gallery, 'policy-name: pull-requests');
    const outcomes = await play(text, scene.occasions.pullRequest('synchronize'));
    expect(logOf(outcomes, 'plan')).toMatch(/^[0-9a-f]{40}\sHEAD$/m);
  });

  test('a freeze outlives its run, and ends with the other workflow', async () => {
    const held = async () => JSON.stringify((await scene.read('/locks'))['locks'] ?? []);
    await play(example(gallery, 'kind: hold'), dispatched());
    expect(await held()).toContain('frozen by');
    await play(example(gallery, 'name: unfreeze'), dispatched());
    expect(await held()).not.toContain('"held":true');
  });

  test('drift of the night is reported for each component', async () => {
    await play(example(gallery, 'cron: "17 3 * * *"'), scene.occasions.onMain('schedule'));
    expect((await scene.audited('instance.status')).at(-1)?.details).toMatchObject({
      ...target,
      status: 'drifted',
    });
  });
});

test('every workflow of these pages runs above', () => {
  // The whole of this file has run by now.
  expect(examples.length).toBeGreaterThan(8);
  expect(unused()).toEqual([]);
});
