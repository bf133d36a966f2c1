/** The page of what is valid now: tokens of GitHub and sessions of people, and ending sessions. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listLiveTokens } from '../../../src/domain/sts/live-tokens.ts';
import { type PageBrowser, type PageScene, startPageScene } from '../../support/page-scene.ts';

const tokens = '/w/ws_acme/tokens';

let scene: PageScene;
beforeAll(async () => {
  scene = await startPageScene({ replicas: 1 });
});
afterAll(async () => scene[Symbol.asyncDispose]());

async function readText(browser: PageBrowser, path = tokens): Promise<string> {
  const answer = await browser.get(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return (await answer.text()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('tokens of GitHub', () => {
  test('are listed with repositories, permissions and their run, and never as they are', async () => {
    const { answer } = await scene.mint();
    expect(answer.status).toBe(200);
    const page = await readText(await scene.signIn('mona'));
    expect(page).toContain('acme/infra, run #');
    expect(page).toContain('acme/modules contents: read, metadata: read');
    const secrets = answer.text.match(/ghs_\w+/g) ?? [];
    expect(secrets).toHaveLength(1);
    for (const secret of secrets) expect(page).not.toContain(secret);
  });

  test('that have expired are not', async () => {
    const { db } = scene.server.database;
    const rows = await db
      .selectFrom('audit_entries')
      .select('details')
      .where('event', '=', 'token.mint')
      .execute();
    expect(rows.length).toBeGreaterThan(0);
    const now = Date.now() + 61 * 60_000;
    for (const { details } of rows) expect(listLiveTokens(JSON.parse(String(details)), now)).toEqual([]);
  });
});

describe('tokens of the server', () => {
  test('are listed for repositories and accounts of the workspace, and never as they are', async () => {
    await scene.mint();
    const own = [...scene.simulator.world.tokens.values()].filter(({ kind }) => kind === 'installation');
    const [olga, adam] = [await scene.signIn('olga'), await scene.signIn('adam')];
    const page = await readText(adam);
    expect(page).toContain('read policies all of acme contents: read, metadata: read');
    expect(page).toContain('read members of teams all of acme members: read');
    for (const { token } of own) expect(page).not.toContain(token);
    const other = await readText(olga, '/w/ws_globex/tokens');
    expect(other).toContain('This replica has no token for this workspace.');
    expect(other).not.toContain('all of acme');
  });
});

describe('sessions', () => {
  const nameOf = async (browser: PageBrowser): Promise<string> => {
    const page = await (await browser.get(tokens)).text();
    return /<code>([0-9a-f]{16})<\/code> <span class="label done">this one/.exec(page)?.[1] ?? '';
  };

  test('a person ends another of the own sessions, and none of others', async () => {
    const [first, second, stranger] = [
      await scene.signIn('mona'),
      await scene.signIn('mona'),
      await scene.signIn('adam'),
    ];
    const path = `${tokens}/sessions/${await nameOf(second)}`;
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.post(path, {})).status).toBe(404);
    expect(await readText(first, path)).not.toContain('you are signed out');
    expect((await first.post(path, {})).status).toBe(303);
    expect((await second.get('/w')).status).toBe(401);
    expect((await first.get('/w')).status).toBe(200);
    expect((await first.post(path, {})).status).toBe(404);
  });

  test('an admin ends those of a person with a reason, and the audit log has it', async () => {
    const [member, admin] = [await scene.signIn('mona'), await scene.signIn('adam')];
    const path = `${tokens}/people/503`;
    expect(await readText(admin)).toContain('mona 503 member');
    expect(await readText(admin, path)).toContain('End sessions of mona');
    expect((await admin.post(path, { reason: ' ' })).status).toBe(400);
    expect((await member.get('/w')).status).toBe(200);
    expect((await admin.post(path, { reason: 'left the company' })).status).toBe(303);
    expect((await member.get(tokens)).status).toBe(401);
    const [entry] = await scene.server.store.audit.list({ event: 'person.sessions_ended' });
    expect(entry).toMatchObject({
      actor: 'adam',
      workspaceId: 'ws_acme',
      details: { person: { id: '502' }, of: { id: '503', login: 'mona' }, reason: 'left the company' },
    });
  });

  test('an admin ends them in the own workspace alone, until the person signs in again', async () => {
    const [owner, other] = [await scene.signIn('olga'), await scene.signIn('olga')];
    const path = `${tokens}/people/501`;
    expect(await readText(other, path)).toContain('In other workspaces of this server they stay valid');
    expect((await other.post(path, { reason: 'laptop lost' })).status).toBe(303);
    for (const browser of [owner, other]) {
      const refused = await browser.get(tokens);
      expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('/sign-in?to=')]);
      expect((await browser.post(path, { reason: 'x' })).status).toBe(401);
      expect((await browser.get('/w/ws_acme/events?topics=token')).status).toBe(401);
      expect((await browser.get('/w/ws_globex/tokens')).status).toBe(200);
    }
    const again = await scene.signIn('olga');
    const [, row] = /<tr id="person-501">(.*?)<\/tr>/s.exec(await (await again.get(tokens)).text()) ?? [];
    // The new one: those that ended here are not of this workspace anymore.
    expect(row).toContain('<td>olga</td><td>501</td><td>owner</td><td>1</td>');
    expect((await owner.get(tokens)).status).toBe(401);
  });

  test('a member cannot, nor an admin those of an owner, nor anybody those of a stranger', async () => {
    const [member, admin, owner] = [
      await scene.signIn('mona'),
      await scene.signIn('adam'),
      await scene.signIn('olga'),
    ];
    expect(await readText(member)).not.toContain('People who are signed in');
    expect((await member.post(`${tokens}/people/502`, { reason: 'x' })).status).toBe(403);
    expect((await admin.post(`${tokens}/people/501`, { reason: 'x' })).status).toBe(403);
    expect((await admin.post(`${tokens}/people/509`, { reason: 'x' })).status).toBe(404);
    expect((await owner.get('/w')).status).toBe(200);
  });
});
