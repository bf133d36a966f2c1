/** The streams of changes: what they say, how many there are, and when they end. */
import { expect, test } from '@jest/globals';
import { insertBatch, mixedNodes } from '../../support/batch-rows.ts';
import { type PageBrowser, startPageScene } from '../../support/page-scene.ts';
import { startTestServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';

interface EventReader {
  readonly status: number;
  /** Everything that came so far. */
  text(): string;
  isEnded(): boolean;
  close(): Promise<void>;
}

async function openEvents(
  browser: PageBrowser,
  path = '/w/ws_acme/events?topics=lock',
): Promise<EventReader> {
  const answer = await browser.get(path);
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let isEnded = false;
  void (async () => {
    for (;;) {
      const part = await reader?.read().catch(() => undefined);
      if (part === undefined || part.done) break;
      text += decoder.decode(part.value, { stream: true });
    }
    isEnded = true;
  })();
  return {
    status: answer.status,
    text: () => text,
    isEnded: () => isEnded,
    close: async () => reader?.cancel(),
  };
}

test('a change is told, also when another replica made it, and only what the page shows', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const browser = await scene.signIn('mona');
  const locks = await openEvents(browser);
  const deployments = await openEvents(browser, '/w/ws_acme/events?topics=batch');
  const { simulator, server } = scene;
  await using replica = await startTestServer({
    simulator,
    config: { workspaces: [{ id: 'ws_acme', repositories: [] }] },
    database: server.config.database,
    replicas: 1,
  });
  // A change is news to a stream that has read what came before it.
  await until(async () => {
    await replica.store.audit.append({
      ...{ event: 'lock.created', outcome: 'allowed', workspaceId: 'ws_acme', traceId: 't', details: {} },
    });
    return locks.text().includes('event: change');
  });
  expect(deployments.text()).not.toContain('event: change');
  for (const stream of [locks, deployments]) await stream.close();
});

test('progress of a batch is told, though no entry of the audit log says it', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const id = await insertBatch(scene.server, { nodes: mixedNodes });
  const browser = await scene.signIn('mona');
  const [batches, locks] = [
    await openEvents(browser, '/w/ws_acme/events?topics=batch'),
    await openEvents(browser),
  ];
  const { db, dialect } = scene.server.database;
  // Progress is news to a stream that has read what came before it.
  await until(async () => {
    await db.updateTable('batches').set({ updated_at: dialect.now }).where('id', '=', id).execute();
    return batches.text().includes('event: change');
  });
  expect(locks.text()).not.toContain('event: change');
  for (const stream of [locks, batches]) await stream.close();
});

test('a person has at most 5 streams, and one that was closed makes room', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const browser = await scene.signIn('mona');
  const streams = await Promise.all(Array.from({ length: 5 }, () => openEvents(browser)));
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect((await openEvents(browser)).status).toBe(429);
  await streams[0]?.close();
  await until(async () => {
    const again = await openEvents(browser);
    if (again.status !== 200) return false;
    await again.close();
    return true;
  });
  for (const stream of streams) await stream.close();
});

test('neither a stream nor the update of a page is a use of the session, which ends though a page is open', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const browser = await scene.signIn('mona');
  const { db } = scene.server.database;
  const longAgo = Date.now() - 90 * 60_000;
  await db.updateTable('web_sessions').set({ used_at: longAgo }).execute();
  const lastUse = async () =>
    (await db.selectFrom('web_sessions').select('used_at').executeTakeFirstOrThrow()).used_at;
  const stream = await openEvents(browser);
  const updated = await browser.get('/w/ws_acme/locks', { 'x-atmos-pro-update': '1' });
  expect([stream.status, updated.status, await lastUse()]).toEqual([200, 200, longAgo]);
  await stream.close();
  expect((await browser.get('/w/ws_acme/locks')).status).toBe(200);
  expect(await lastUse()).toBeGreaterThan(longAgo);
  await db.updateTable('web_sessions').set({ used_at: 1 }).execute();
  expect((await openEvents(browser)).status).toBe(401);
  expect((await browser.get('/w/ws_acme/locks', { 'x-atmos-pro-update': '1' })).status).toBe(401);
});

test('asking for the headers alone opens no stream', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const browser = await scene.signIn('mona');
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (let turn = 0; turn < 5; turn += 1)
    await fetch(`${scene.server.url}/w/ws_acme/events`, { method: 'HEAD', headers: { cookie } });
  const stream = await openEvents(browser);
  expect(stream.status).toBe(200);
  await stream.close();
});

test('without a role or a session there is no stream', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  expect((await openEvents(scene.open())).status).toBe(401);
  const browser = await scene.signIn('mona');
  expect((await openEvents(browser, '/w/ws_globex/events')).status).toBe(403);
});

test('a stop ends open streams, and does not wait for them', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const browser = await scene.signIn('mona');
  const stream = await openEvents(browser);
  await until(() => stream.text().includes('retry:'));
  await scene.server.stop();
  await until(stream.isEnded);
  expect(scene.server.logs.some((line) => line.includes('were cut off'))).toBe(false);
});

test('who has no role gets no stream, and the refusal is recorded as that of a page', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  const browser = await scene.signIn('mona');
  for (let turn = 0; turn < 3; turn += 1)
    expect((await openEvents(browser, '/w/ws_globex/events')).status).toBe(403);
  expect((await scene.open().get('/w/ws_globex/events')).status).toBe(401);
  const denied = await scene.server.store.audit.list({ event: 'page.denied' });
  expect(denied).toMatchObject([
    {
      ...{ actor: 'mona', outcome: 'denied', workspaceId: 'ws_globex' },
      details: { page: '/w/:workspace/events', refusal: 'WorkspaceDenied' },
    },
  ]);
});
