/** Signing in with GitHub: the way through, and what must not get through. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { goToGitHub, type PageScene, signInAs, startPageScene } from '../../support/page-scene.ts';

let scene: PageScene;
beforeAll(async () => {
  scene = await startPageScene({ replicas: 1 });
});
afterAll(async () => scene[Symbol.asyncDispose]());

test('a person of the configuration signs in, and sees the workspaces with the role in each', async () => {
  const browser = scene.open();
  const callback = await goToGitHub(browser, 'olga', '/w/ws_acme/locks?state=free');
  const signedIn = await browser.get(callback);
  expect(signedIn.status).toBe(303);
  expect(signedIn.headers.get('location')).toBe('/w/ws_acme/locks?state=free');
  const page = await (await browser.get('/w')).text();
  expect(page).toMatch(/href="\/w\/ws_acme">Acme<\/a><\/td><td>owner/);
  expect(page).toMatch(/href="\/w\/ws_globex">ws_globex<\/a><\/td><td>member/);
});

test('the session is a cookie of this origin alone, and the database has its hash', async () => {
  const browser = scene.open();
  const answer = await signInAs(browser, 'olga');
  const session = answer.headers.getSetCookie().find((header) => header.startsWith('__Host-atmos_pro='));
  for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    expect(session).toContain(attribute);
  const id = browser.cookies.get('__Host-atmos_pro') ?? '';
  expect(id).toMatch(/^[\w-]{43}$/);
  const rows = await scene.server.database.db.selectFrom('web_sessions').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(id);
});

test('the token of the person is deleted at GitHub', async () => {
  await scene.signIn('olga');
  expect(scene.simulator.world.userTokens.size).toBe(0);
  const asked = scene.simulator.journal.entries({ route: 'users/get-authenticated' });
  const deleted = scene.simulator.journal.entries({ route: 'apps/delete-token' });
  expect(deleted).toHaveLength(asked.length);
});

test('a user of GitHub without a role gets no session, and the attempt is on record', async () => {
  const browser = scene.open();
  const answer = await signInAs(browser, 'stranger');
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('stranger (id 509)');
  expect(browser.cookies.has('__Host-atmos_pro')).toBe(false);
  const [entry] = await scene.server.store.audit.list({ event: 'person.signed_in', outcome: 'denied' });
  expect(entry).toMatchObject({ actor: 'stranger', details: { reason: 'no_role', person: { id: '509' } } });
});

test('code replay: an answer of GitHub is accepted once', async () => {
  const browser = scene.open();
  const callback = await goToGitHub(browser, 'olga');
  const pending = browser.cookies.get('__Host-atmos_pro_sign_in') ?? '';
  expect((await browser.get(callback)).status).toBe(303);
  const again = scene.open();
  again.cookies.set('__Host-atmos_pro_sign_in', pending);
  expect((await again.get(callback)).status).toBe(401);
  expect(again.cookies.has('__Host-atmos_pro')).toBe(false);
});

test('login CSRF: an answer that another browser began is not accepted', async () => {
  const attacker = scene.open();
  const callback = await goToGitHub(attacker, 'olga');
  const victim = scene.open();
  expect((await victim.get(callback)).status).toBe(401);
  // Not even with a sign-in of its own.
  await victim.get('/sign-in');
  expect((await victim.get(callback)).status).toBe(401);
  expect(victim.cookies.has('__Host-atmos_pro')).toBe(false);
});

test('session fixation: each sign-in makes a new session, whatever cookie the browser had', async () => {
  const browser = scene.open();
  browser.cookies.set('__Host-atmos_pro', 'A'.repeat(43));
  await signInAs(browser, 'olga');
  const first = browser.cookies.get('__Host-atmos_pro');
  await signInAs(browser, 'olga');
  expect(first).not.toBe('A'.repeat(43));
  expect(browser.cookies.get('__Host-atmos_pro')).not.toBe(first);
});

const foreignPaths = [
  'https://evil.example/w',
  '//evil.example/w',
  '/\\evil.example',
  '/%2F/evil.example',
  '/w/../../sign-out',
  '/api/v1/locks',
  'javascript:alert(1)',
  `/w/${'x'.repeat(2_000)}`,
];

test('open redirect: the sign-in returns to pages of this server alone', async () => {
  const browser = scene.open();
  for (const to of foreignPaths) {
    const answer = await signInAs(browser, 'olga', to);
    expect({ to, location: answer.headers.get('location') }).toEqual({ to, location: '/w' });
  }
});

describe('sign-out', () => {
  test('ends the session of this browser alone, or all of the person', async () => {
    const [first, second, third] = [
      await scene.signIn('mona'),
      await scene.signIn('mona'),
      await scene.signIn('mona'),
    ];
    const kept = new Map(first.cookies);
    expect((await first.post('/sign-out', {})).status).toBe(303);
    for (const [name, value] of kept) first.cookies.set(name, value);
    expect((await first.get('/w')).status).toBe(401);
    expect((await second.get('/w')).status).toBe(200);
    await second.post('/sign-out', { everywhere: 'yes' });
    expect((await third.get('/w')).status).toBe(401);
    const entries = await scene.server.store.audit.list({ event: 'person.signed_out' });
    expect(entries.map(({ details }) => details['everywhere'])).toEqual([false, true]);
  });
});

test('a person has at most 20 sessions: the oldest ends', async () => {
  await using other = await startPageScene({ replicas: 1 });
  const browsers = [];
  for (let count = 0; count < 21; count += 1) browsers.push(await other.signIn('adam'));
  const { db } = other.server.database;
  const rows = await db.selectFrom('web_sessions').selectAll().where('person_id', '=', '502').execute();
  expect(rows).toHaveLength(20);
  expect((await browsers.at(-1)?.get('/w'))?.status).toBe(200);
});

describe('a session ends', () => {
  test.each([
    ['8 hours after the sign-in', 'expires_at'],
    ['2 hours after the last request', 'used_at'],
  ] as const)('%s', async (_when, column) => {
    const browser = await scene.signIn('olga');
    const past = Date.now() - 2 * 60 * 60_000 - 1;
    await scene.server.database.db
      .updateTable('web_sessions')
      .set({ [column]: past })
      .execute();
    expect((await browser.get('/w')).status).toBe(401);
  });
});

test('while GitHub does not answer, a sign-in fails, and the page says so', async () => {
  const browser = scene.open();
  const callback = await goToGitHub(browser, 'olga');
  scene.simulator.faults.add({
    route: 'users/get-authenticated',
    fault: { kind: 'status', status: 503 },
    times: 9,
  });
  const answer = await browser.get(callback);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  scene.simulator.faults.clear();
  expect(scene.simulator.world.userTokens.size).toBe(0);
});

test('a client secret that GitHub does not accept is named to the person as a fault of the server', async () => {
  const environment = { ATMOS_PRO_GITHUB_CLIENT_SECRET: 'f'.repeat(40) };
  await using other = await startPageScene({ environment, replicas: 1 });
  const answer = await signInAs(other.open(), 'olga');
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('client secret');
});

test('without a client secret there are no pages, and the first page names none', async () => {
  await using other = await startPageScene({
    environment: { ATMOS_PRO_GITHUB_CLIENT_SECRET: undefined },
    replicas: 1,
  });
  for (const path of ['/w', '/sign-in', '/account', '/w/ws_acme/locks'])
    expect((await fetch(other.server.url + path)).status).toBe(404);
  expect(await (await fetch(`${other.server.url}/`)).text()).not.toContain('href="/w"');
});
