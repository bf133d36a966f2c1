/** The page about the health of the server: what it says, to whom, and what it finds. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WorldSeed } from '../../../src/simulator/seed/seed-types.ts';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { type PageBrowser, type PageScene, pageSeed, startPageScene } from '../../support/page-scene.ts';
import { until } from '../../support/until.ts';

const health = '/w/ws_acme/health';

let scene: PageScene;
let member: PageBrowser;
beforeAll(async () => {
  scene = await startPageScene({ replicas: 1 });
  member = await scene.signIn('mona');
});
afterAll(async () => scene[Symbol.asyncDispose]());

async function readText(browser: PageBrowser): Promise<string> {
  const answer = await browser.get(health);
  expect(answer.status).toBe(200);
  return (await answer.text()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test('has the rate limits of the accounts of the workspace, and of no other', async () => {
  await member.get('/w/ws_acme/access');
  const page = await readText(member);
  expect(page).toMatch(/acme graphql \d+ of 5000/);
  expect(page).toContain('GitHub App');
  expect(page).not.toContain('globex');
});

test('has the queue, the database, and each replica', async () => {
  await until(async () => (await readText(member)).includes('this one'));
  const page = await readText(member);
  expect(page).toContain('SQLite, for one process. It answers and takes writes.');
  expect(page).toContain('audit-seal');
  expect(page).toContain('Last given up none');
});

test('has the calls that were left in each minute, also as other replicas noted them', async () => {
  const { db } = scene.server.database;
  const [installation] = scene.simulator.world.installations.values();
  const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
  const limit = { subject: `installation/${installation?.id}`, measure: 'core', most: 5_000 };
  await db
    .insertInto('health_samples')
    .values([
      { ...limit, minute, value: 1_234, resets_at: minute + 7_200_000 },
      { ...limit, minute: minute + 60_000, value: 77, resets_at: minute + 7_200_000 },
      // A window that is over, of another replica.
      { ...limit, measure: 'search', most: 30, minute, value: 3, resets_at: minute + 1 },
      { ...limit, subject: 'installation/999', minute, value: 4_711, resets_at: minute + 3_600_000 },
    ])
    .execute();
  const page = await readText(member);
  expect(page).toMatch(/acme core 77 of 5000 in \d+ min at least 77, 9 min ago/);
  expect(page).toMatch(/acme search 30 of 30 not in use at least 3, 10 min ago/);
  expect(page).not.toContain('4711');
});

test('has the deliveries of the last hour about the workspace, and how late the queue was', async () => {
  const { db } = scene.server.database;
  const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
  const row = (guid: string, more: object) => ({
    ...{ guid, event: 'release', action: 'created', repository_id: '1001', source: 'hook' as const },
    ...{ state: 'applied' as const, problem: null, payload: null, received_at: minute, finished_at: minute },
    ...more,
  });
  await db
    .insertInto('deliveries')
    .values([
      row('g-1', {}),
      row('g-2', {}),
      row('g-3', { state: 'failed', received_at: minute + 60_000 }),
      row('g-4', { received_at: minute - 3_600_000 }),
      row('g-5', { repository_id: '2001' }),
    ])
    .execute();
  await db
    .insertInto('health_samples')
    .values({ subject: 'work', measure: 'overdue', minute, value: 180_000, most: 0, resets_at: 0 })
    .execute();
  const page = await readText(member);
  expect(page).toContain('Last hour 3 taken, at most 2 in a minute, 1 given up');
  expect(page).toContain('overdue for at most 3 min, 10 min ago');
});

test('a replica that stops is not listed', async () => {
  const { db } = scene.server.database;
  await db
    .insertInto('replicas')
    .values({ id: 'gone', version: '0.0.9', started_at: 1, seen_at: 1 })
    .execute();
  expect(await readText(member)).not.toContain('0.0.9');
});

test('finds an account without the App, a suspended one, and permissions that are missing', async () => {
  const seed: WorldSeed = {
    ...pageSeed,
    apps: (pageSeed.apps ?? []).map((app) => ({
      ...app,
      permissions: { metadata: 'read', contents: 'read' },
    })),
  };
  await using other = await startPageScene({ replicas: 1, seed });
  const owner = await other.signIn('olga');
  expect(await readText(owner)).toContain('The installation on acme lacks the permission `actions: read`.');
  expect((await owner.get('/w/ws_globex/health')).status).toBe(200);
  const globex = await (await owner.get('/w/ws_globex/health')).text();
  expect(globex).toContain('The App is not installed on globex.');
});

test('an account without the App is not looked for each time the page is opened', async () => {
  const clock = createJumpingClock();
  await using other = await startPageScene({ replicas: 1, clock });
  const owner = await other.signIn('olga');
  const lists = () =>
    other.simulator.journal.entries().filter(({ route }) => route === 'apps/list-installations').length;
  const open = async () => expect((await owner.get('/w/ws_globex/health')).status).toBe(200);
  await open();
  const first = lists();
  for (let turn = 0; turn < 3; turn += 1) {
    clock.jump(5_001);
    await open();
  }
  expect(lists()).toBe(first);
  clock.jump(60_000);
  await open();
  expect(lists()).toBeGreaterThan(first);
});

test('an account without the App costs no list of installations each time its names are resolved again', async () => {
  const clock = createJumpingClock();
  await using other = await startPageScene({ replicas: 1, clock });
  const owner = await other.signIn('olga');
  const count = (route: string) =>
    other.simulator.journal.entries().filter((entry) => entry.route === route).length;
  const open = async () => expect((await owner.get('/w/ws_globex/health')).status).toBe(200);
  await open();
  const first = count('apps/list-installations');
  // Unresolved names are due again, and the list is not over.
  clock.jump(31_000);
  await open();
  expect(count('apps/list-installations')).toBe(first);
  clock.jump(61_000);
  await open();
  expect(count('apps/list-installations')).toBe(first + 1);
});

test('while GitHub fails, the page is there', async () => {
  await using other = await startPageScene({ replicas: 1 });
  const owner = await other.signIn('olga');
  other.simulator.faults.add({ route: 'apps/*', fault: { kind: 'status', status: 503 } });
  expect(await readText(owner)).toContain('acme');
});
