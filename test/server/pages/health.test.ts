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

test('while GitHub fails, the page is there', async () => {
  await using other = await startPageScene({ replicas: 1 });
  const owner = await other.signIn('olga');
  other.simulator.faults.add({ route: 'apps/*', fault: { kind: 'status', status: 503 } });
  expect(await readText(owner)).toContain('acme');
});
