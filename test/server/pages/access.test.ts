/** Access to pages and actions: roles are looked up at each request, by ids, and forged requests change nothing. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createJumpingClock } from '../../support/jumping-clock.ts';
import { type PageScene, type PageSceneOptions, signInAs, startPageScene } from '../../support/page-scene.ts';

let scene: PageScene;
beforeAll(async () => {
  scene = await startPageScene({ replicas: 1 });
});
afterAll(async () => scene[Symbol.asyncDispose]());

const lockOf = (path: string) => `/w/ws_acme/locks/1001/${path}`;
const freeOf = (path: string) => `/w/ws_acme/free/1001/${path}`;

test('without a session a page answers 401 in HTML, with a link to sign in that returns to it', async () => {
  const answer = await scene.open().get('/w/ws_acme/locks?state=free');
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const text = await answer.text();
  expect(text).toContain('href="/sign-in?to=%2Fw%2Fws_acme%2Flocks%3Fstate%3Dfree"');
  expect(text).toContain(answer.headers.get('x-trace-id'));
});

test('enumeration: an unknown workspace and one without a role are answered alike', async () => {
  const browser = await scene.signIn('mona');
  const [unknown, foreign] = [await browser.get('/w/ws_none/locks'), await browser.get('/w/ws_globex/locks')];
  expect([unknown.status, foreign.status]).toEqual([403, 403]);
  const plain = async (answer: Response) =>
    (await answer.text()).replaceAll(answer.headers.get('x-trace-id') ?? '', '');
  expect(await plain(unknown)).toBe(await plain(foreign));
});

test('a member reads and cannot free; an admin of a team can, and the audit log has both', async () => {
  const [id = ''] = await scene.takeLocks(['prod/vpc']);
  const member = await scene.signIn('mona');
  const page = await (await member.get(lockOf('prod/vpc'))).text();
  expect(page).toContain('acme/infra/prod/vpc');
  expect(page).not.toContain('/free/');
  expect((await member.get(freeOf('prod/vpc'))).status).toBe(403);
  expect((await member.post(freeOf('prod/vpc'), { id, reason: 'stuck' })).status).toBe(403);

  const admin = await scene.signIn('adam');
  const form = await (await admin.get(freeOf('prod/vpc'))).text();
  expect(form).toContain(`name="id" value="${id}"`);
  expect((await admin.post(freeOf('prod/vpc'), { id, reason: ' ' })).status).toBe(400);
  const freed = await admin.post(freeOf('prod/vpc'), { id, reason: 'run is gone' });
  expect([freed.status, freed.headers.get('location')]).toEqual([303, lockOf('prod/vpc')]);
  const after = await (await admin.get(lockOf('prod/vpc'))).text();
  expect(after).toContain('Freed by another caller');
  expect(after).toContain('run is gone');

  const [entry] = await scene.server.store.audit.list({ event: 'lock.force_released' });
  expect(entry).toMatchObject({
    actor: 'adam',
    workspaceId: 'ws_acme',
    details: { by: { person: { id: '502', login: 'adam' } }, reason: 'run is gone' },
  });
  const denied = await scene.server.store.audit.list({ event: 'page.denied', actor: 'mona' });
  expect(denied.map(({ details }) => details['page'])).toContain('/w/:workspace/free/:repository/*');
});

test('names of workspaces that do not exist fill no audit log', async () => {
  const member = await scene.signIn('mona');
  for (let turn = 0; turn < 4; turn += 1) {
    expect((await member.get(`/w/ws_none_${turn}/runs`)).status).toBe(403);
    expect((await member.post(`/w/ws_none_${turn}/free/1/a/b`, {})).status).toBe(403);
  }
  const denied = await scene.server.store.audit.list({ event: 'page.denied', actor: 'mona' });
  const pages = denied.filter(({ details }) => String(details['workspace']).startsWith('ws_none_'));
  expect(pages.map(({ details }) => details['page'])).toEqual([
    '/w/:workspace/runs',
    '/w/:workspace/free/:repository/*',
  ]);
});

test('a lock that has another holder since the page was opened is not freed', async () => {
  const [id = ''] = await scene.takeLocks(['prod/dns']);
  const [other = ''] = await scene.takeLocks(['prod/eks']);
  const admin = await scene.signIn('adam');
  expect((await admin.post(freeOf('prod/dns'), { id: other, reason: 'x' })).status).toBe(409);
  expect((await admin.post(freeOf('prod/dns'), { id: 'gone', reason: 'x' })).status).toBe(409);
  expect((await admin.post(freeOf('prod/dns'), { id, reason: 'x' })).status).toBe(303);
});

test('a lock whose name a browser would resolve is shown and freed, and its form goes to no other page', async () => {
  const admin = await scene.signIn('adam');
  for (const name of ['../../batches/5/retry', 'prod//vpc', './prod/vpc']) {
    const [id = ''] = await scene.takeLocks([name]);
    const free = freeOf(encodeURIComponent(name));
    const form = /<form method="post" action="([^"]*)"/.exec(await (await admin.get(free)).text())?.[1] ?? '';
    const { pathname } = new URL(form, 'https://atmos.example');
    expect({ name, pathname }).toEqual({ name, pathname: free });
    expect((await admin.post(pathname, { id, reason: 'x' })).status).toBe(303);
  }
});

describe('cross-site request forgery', () => {
  const forged: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['a form of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a form of another origin of the same site', { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed', { 'sec-fetch-site': 'none' }],
    ['a browser that says only a foreign origin', { origin: 'https://evil.example' }],
    ['a browser that hides the origin', { origin: 'null' }],
    ['a request that says nothing', {}],
  ];

  test('forms of other sites change nothing, whatever they say', async () => {
    const [id = ''] = await scene.takeLocks(['prod/rds']);
    const admin = await scene.signIn('adam');
    for (const [, headers] of forged) {
      expect((await admin.post(freeOf('prod/rds'), { id, reason: 'x' }, headers)).status).toBe(403);
      expect((await admin.post('/sign-out', {}, headers)).status).toBe(403);
    }
    expect((await admin.get('/w')).status).toBe(200);
    const origin = { origin: 'https://atmos-pro.test' };
    expect((await admin.post(freeOf('prod/rds'), { id, reason: 'x' }, origin)).status).toBe(303);
  });

  test('a page takes forms alone, and the API takes no form and no cookie', async () => {
    const admin = await scene.signIn('adam');
    const json = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    expect((await admin.post(freeOf('prod/rds'), {}, json)).status).toBe(415);
    const api = await admin.get('/api/v1/locks?workspace=ws_acme', { accept: 'application/json' });
    expect(api.status).toBe(401);
    expect(((await api.json()) as { errorTag: string }).errorTag).toBe('SessionMissing');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await admin.post('/api/v1/auth/github-oidc', { token: 'x' }, form)).status).toBe(415);
  });

  test('a request with a bearer token does not use the cookie', async () => {
    const admin = await scene.signIn('adam');
    expect((await admin.get('/w', { authorization: 'Bearer x' })).status).toBe(401);
  });
});

describe('roles', () => {
  test('the login of a person of the configuration, taken by another user, gives nothing', async () => {
    await using other = await startPageScene({ replicas: 1 });
    const owner = await other.signIn('olga');
    const { accounts } = other.simulator.world;
    const [olga, stranger] = [accounts.get(501), accounts.get(509)];
    if (olga === undefined || stranger === undefined) throw new Error('the world lacks a person');
    olga.login = 'olga-renamed';
    stranger.login = 'olga';
    expect((await signInAs(other.open(), 'olga')).status).toBe(403);
    // The person keeps the role under the new name.
    expect((await signInAs(other.open(), 'olga-renamed')).status).toBe(303);
    expect((await owner.get('/w/ws_acme')).status).toBe(200);
  });

  test('another account with the name of an organization gives nothing', async () => {
    await using other = await startPageScene({ replicas: 1 });
    const { db } = other.server.database;
    await db
      .insertInto('name_bindings')
      .values({ kind: 'organization', name: 'acme', account_id: '70', bound_at: 0 })
      .execute();
    expect((await signInAs(other.open(), 'adam')).status).toBe(403);
  });

  test('a person who leaves a team is out when the list is read again, in open sessions too', async () => {
    const clock = createJumpingClock();
    await using other = await startPageScene({ replicas: 1, clock });
    const admin = await other.signIn('adam');
    expect((await admin.get('/w/ws_acme/locks')).status).toBe(200);
    for (const team of other.simulator.world.teams.values()) team.members.delete(502);
    expect((await admin.get('/w/ws_acme/locks')).status).toBe(200);
    clock.jump(5 * 60_000);
    expect((await admin.get('/w/ws_acme/locks')).status).toBe(403);
  });

  test('while GitHub fails, teams count for reading for an hour, and for acting not at all', async () => {
    const clock = createJumpingClock();
    await using other = await startPageScene({ replicas: 1, clock });
    const [id = ''] = await other.takeLocks(['prod/vpc']);
    const admin = await other.signIn('adam');
    const owner = await other.signIn('olga');
    other.simulator.faults.add({ route: 'teams/*', fault: { kind: 'status', status: 503 } });
    clock.jump(5 * 60_000);
    expect((await admin.get('/w/ws_acme/locks')).status).toBe(200);
    expect((await admin.post(freeOf('prod/vpc'), { id, reason: 'x' })).status).toBe(503);
    clock.jump(60 * 60_000);
    expect((await admin.get('/w/ws_acme/locks')).status).toBe(403);
    // The role of a person who is named does not depend on GitHub.
    expect((await owner.post(freeOf('prod/vpc'), { id, reason: 'x' })).status).toBe(303);
  });
});

test('an action has no higher role than is certain: an admin who was in a team of owners', async () => {
  const clock = createJumpingClock();
  const config: PageSceneOptions['config'] = {
    workspaces: [
      {
        id: 'ws_acme',
        people: [
          { login: 'olga', role: 'owner' },
          { login: 'adam', role: 'admin' },
          { team: 'acme/platform', role: 'owner' },
        ],
        repositories: [{ name: 'acme/infra', id: 1001 }],
      },
    ],
  };
  await using other = await startPageScene({ replicas: 1, clock, config });
  const [adam, olga] = [await other.signIn('adam'), await other.signIn('olga')];
  other.simulator.faults.add({ route: 'teams/*', fault: { kind: 'status', status: 503 } });
  clock.jump(5 * 60_000);
  const answer = await adam.post('/w/ws_acme/tokens/people/501', { reason: 'x' });
  expect([answer.status, (await olga.get('/w')).status]).toEqual([403, 200]);
});

test('every answer for people has the headers that browsers need, errors too', async () => {
  const browser = await scene.signIn('mona');
  const paths = ['/', '/w', '/w/ws_acme', '/w/ws_none', '/w/ws_acme/nothing', '/w/ws_acme/audit?event=none'];
  for (const path of paths) {
    const { headers } = await browser.get(path);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('an unknown address below the pages answers 404 in HTML', async () => {
  const browser = await scene.signIn('mona');
  for (const path of [
    '/w/ws_acme/nothing',
    '/w/ws_acme/audit/999999',
    '/w/ws_acme/audit/x',
    lockOf('no/lock'),
  ]) {
    const answer = await browser.get(path);
    expect({ path, status: answer.status }).toEqual({ path, status: 404 });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  }
});

test('text of jobs and addresses is shown as text', async () => {
  const evil = '<img src=x onerror=alert(1)>"\'&';
  await scene.takeLocks([`prod/${evil}`]);
  const browser = await scene.signIn('mona');
  const list = await (await browser.get('/w/ws_acme/locks')).text();
  expect(list).toContain('prod/&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  expect(list).not.toContain('<img');
  const link = /href="(\/w\/ws_acme\/locks\/1001\/prod\/%3Cimg[^"]*)"/.exec(list)?.[1] ?? '';
  const page = await browser.get(link.replaceAll('&#39;', "'"));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<h1 id="title">acme/infra/prod/&lt;img');
  const search = await browser.get(`/w/ws_acme/audit?${new URLSearchParams({ actor: evil })}`);
  expect(await search.text()).toContain('value="&lt;img src=x');
});
