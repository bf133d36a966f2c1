/** Waiting for locks over HTTP: in order across replicas, bounded, and over when the client disconnects. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import { releaseRequest } from '../../support/locks.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { type LockScene, lockKey, startLockScene } from './scene.ts';

const workflow = '.github/workflows/deploy.yml';
const jobs = Array.from({ length: 9 }, (_, index) => `w${index}`);
const runs = [
  ...['deploy', 'rival', ...jobs].map((name, index) => ({
    repository: 'acme/infra',
    id: 600 + index,
    workflow,
    jobs: [{ name }],
  })),
  { repository: 'acme/infra', id: 503, workflow: '.github/workflows/weak.yml', jobs: [{ name: 'weak' }] },
];

interface Reply {
  readonly status: number;
  readonly body: {
    readonly errorMessage?: string;
    readonly context?: Record<string, unknown>;
    readonly data?: Record<string, unknown>;
  };
}

describeEachStore('waiting for locks', (engine) => {
  let database: TestDatabase;
  let scene: LockScene;
  let replica: TestServer;
  /** A connection of its own. */
  let observer: OpenedDatabase['db'];
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    scene = await startLockScene({ world: { runs }, database: database.config });
    observer = openDatabase(database.config).db;
    // Two processes must not share the embedded database, so there both names stand for one server.
    replica =
      engine === 'sqlite'
        ? scene.server
        : await startTestServer({
            simulator: scene.simulator,
            config: { workspaces: scene.workspaces },
            database: database.config,
          });
  });
  afterAll(async () => {
    if (replica !== scene?.server) await replica?.stop();
    await scene?.[Symbol.asyncDispose]();
    await observer?.destroy();
    await database?.dispose();
  });

  async function send(
    server: TestServer,
    job: string,
    path: string,
    body: object,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await scene.session(job)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  }
  const wait = (
    server: TestServer,
    job: string,
    paths: readonly string[],
    more: object = {},
    signal?: AbortSignal,
  ) =>
    send(
      server,
      job,
      '/locks:acquire-many',
      { keys: paths.map(lockKey), ttl: 60, waitSeconds: 10, properties: { kind: 'run' }, ...more },
      signal,
    );

  /** Resolves when so many wait in the queue for a key. */
  async function untilWaiting(count: number, path: string): Promise<void> {
    const read = () =>
      observer.selectFrom('lock_waiter_keys').select('place').where('path', '=', path).execute();
    await until(async () => (await read()).length === count);
  }

  // Lock guarantee: first-come
  test('who came first is served first, whichever replica it asked', async () => {
    await scene.take('deploy', 'order/vpc');
    const order: string[] = [];
    const waiting: Promise<void>[] = [];
    for (const [index, job] of jobs.slice(0, 4).entries()) {
      const server = index % 2 === 0 ? scene.server : replica;
      const served = wait(server, job, ['order/vpc']).then(async ({ status }) => {
        order.push(`${job} ${status}`);
        await scene.release(job, 'order/vpc');
      });
      waiting.push(served);
      await untilWaiting(index + 1, 'order/vpc');
    }
    await scene.release('deploy', 'order/vpc');
    await Promise.all(waiting);
    expect(order).toEqual(['w0 200', 'w1 200', 'w2 200', 'w3 200']);
  });

  test('a wait of no time takes a place and is answered at once', async () => {
    await scene.take('deploy', 'now/vpc');
    const answer = await wait(scene.server, 'w0', ['now/vpc'], { waitSeconds: 0 });
    expect(answer).toMatchObject({ status: 409, body: { context: { position: 1 } } });
    await scene.release('deploy', 'now/vpc');
    expect(await scene.take('rival', 'now/vpc')).toMatchObject({ status: 409 });
    expect(await wait(scene.server, 'w0', ['now/vpc'])).toMatchObject({ status: 200 });
    // With the grant the place is given up.
    await scene.release('w0', 'now/vpc');
    expect(await scene.take('rival', 'now/vpc')).toMatchObject({ status: 200 });
  });

  test('an answer without a grant names the holder and the head of the queue; a job without a place does not overtake', async () => {
    await scene.take('deploy', 'words/vpc', { lockMessage: 'release 7' });
    const first = wait(scene.server, 'w0', ['words/vpc'], { waitSeconds: 3 });
    await untilWaiting(1, 'words/vpc');
    const second = await wait(replica, 'w1', ['words/vpc'], { waitSeconds: 1 });
    expect(second).toMatchObject({ status: 409, body: { context: { position: 2, fencing_token: 1 } } });
    expect(second.body.errorMessage).toMatch(/^Stack is already locked: .*run 600.*release 7/);
    expect(second.body.errorMessage).toMatch(
      /Number 2 in the queue, which run 602 \(attempt 1\).* heads since 20/,
    );
    expect((await first).body.errorMessage).toMatch(/Next in the queue\.$/);

    await scene.release('deploy', 'words/vpc');
    // The CLI is told, and no more than that: there is nothing else that it would understand.
    const cli = await scene.take('rival', 'words/vpc');
    expect(cli).toMatchObject({ status: 409, body: { success: false, errorTag: 'LockHeld' } });
    expect(cli.body.errorMessage).toMatch(
      /^Stack is already locked: acme\/infra\/words\/vpc goes to run 602 .* has waited in the queue since 20/,
    );
    const denials = (await scene.server.store.audit.list({ event: 'lock.denied' })).filter(
      ({ details }) => details['how'] === 'queue' && details['path'] === 'words/vpc',
    );
    expect(denials).toMatchObject([{ outcome: 'denied', details: { ahead: { runId: '602' } } }]);

    expect(await wait(replica, 'w0', ['words/vpc'])).toMatchObject({ status: 200 });
  });

  test('a client that closes the connection gets nothing and does not block others for long', async () => {
    await scene.take('deploy', 'gone/vpc');
    const gone = new AbortController();
    const lost = wait(scene.server, 'w0', ['gone/vpc'], {}, gone.signal);
    await untilWaiting(1, 'gone/vpc');
    const next = wait(replica, 'w1', ['gone/vpc']);
    await untilWaiting(2, 'gone/vpc');
    gone.abort();
    await expect(lost).rejects.toThrow();
    await scene.release('deploy', 'gone/vpc');
    expect(await next).toMatchObject({ status: 200 });
    await scene.release('w1', 'gone/vpc');
  });

  test('a client that stops waiting is answered at once and leaves the queue', async () => {
    await scene.take('deploy', 'left/vpc');
    const waiting = wait(scene.server, 'w0', ['left/vpc'], { properties: { scope: 'run' } });
    await untilWaiting(1, 'left/vpc');
    const stop = (job: string, properties: object) =>
      send(scene.server, job, '/locks:stop-waiting', { keys: [lockKey('left/vpc')], properties });
    expect((await stop('w0', {})).body.data).toEqual({ left: false });
    expect((await stop('w0', { scope: 'run' })).body.data).toEqual({ left: true });
    expect(await waiting).toMatchObject({ status: 409 });
    await scene.release('deploy', 'left/vpc');
    expect(await scene.take('rival', 'left/vpc')).toMatchObject({ status: 200 });
  });

  const confirm = { kind: 'run', confirm: true };
  const renew = (job: string, paths: readonly string[]) =>
    wait(scene.server, job, paths, { waitSeconds: undefined, properties: { kind: 'run', renewOnly: true } });

  // Lock guarantee: killed-waiter
  test('a grant that its job does not confirm goes to the next one in the queue, and GitHub is not asked about its run', async () => {
    await scene.take('deploy', 'silence/vpc');
    const silent = wait(scene.server, 'w0', ['silence/vpc'], { properties: confirm });
    await untilWaiting(1, 'silence/vpc');
    const next = wait(replica, 'w1', ['silence/vpc'], { properties: confirm });
    await untilWaiting(2, 'silence/vpc');
    await scene.release('deploy', 'silence/vpc');
    expect(await silent).toMatchObject({
      status: 200,
      body: { data: { locks: [{ pending: true, fencingToken: 2 }] } },
    });
    expect(await scene.take('rival', 'silence/vpc')).toMatchObject({ status: 409 });
    expect(await next).toMatchObject({
      status: 200,
      body: { data: { locks: [{ pending: true, fencingToken: 3 }] } },
    });
    expect(await renew('w0', ['silence/vpc'])).toMatchObject({ status: 409 });
    const confirmed = await renew('w1', ['silence/vpc']);
    expect(confirmed).toMatchObject({ status: 200, body: { data: { locks: [{ fencingToken: 3 }] } } });
    expect(confirmed.body.data).not.toMatchObject({ locks: [{ pending: true }] });
    const expired = await scene.server.store.audit.list({ event: 'lock.expired' });
    expect(
      expired.filter(({ details }) => JSON.stringify(details['lock']).includes('silence/vpc')),
    ).toMatchObject([{ details: { how: 'unconfirmed' } }]);
    const questions = await observer.selectFrom('work_entries').select('payload').execute();
    expect(questions.filter(({ payload }) => String(payload).includes('silence/vpc'))).toEqual([]);
    await scene.release('w1', 'silence/vpc');
  });

  test('a request without a wait can be confirmed too, and a repeated one does not confirm', async () => {
    const ask = () => scene.take('w0', 'single/vpc', { properties: confirm });
    const first = await ask();
    expect(first.body.data).toMatchObject({ pending: true, outcome: 'created' });
    expect((await ask()).body.data).toMatchObject({ pending: true, outcome: 'renewed' });
    const full = await scene.take('w0', 'single/vpc', { properties: { kind: 'run' } });
    expect(full.body.data).toMatchObject({ id: first.body.data?.['id'], outcome: 'renewed' });
    expect(full.body.data).not.toHaveProperty('pending');
    expect((await ask()).body.data).not.toHaveProperty('pending');
    await scene.release('w0', 'single/vpc');
  });

  test('a job that stops waiting gives back what it has not confirmed, and nothing else', async () => {
    await scene.take('w0', 'back/confirmed', { properties: { kind: 'run' } });
    await scene.take('w0', 'back/pending', { properties: confirm });
    await scene.take('w1', 'back/foreign', { properties: confirm });
    const stop = (job: string) =>
      send(scene.server, job, '/locks:stop-waiting', {
        keys: ['back/confirmed', 'back/pending', 'back/foreign'].map(lockKey),
      });
    const { body } = await stop('w0');
    expect(body.data).toEqual({ left: true });
    expect((await stop('w0')).body.data).toEqual({ left: false });
    expect(await scene.take('rival', 'back/pending')).toMatchObject({ status: 200 });
    expect(await scene.take('rival', 'back/foreign')).toMatchObject({ status: 409 });
    expect(await scene.take('rival', 'back/confirmed')).toMatchObject({ status: 409 });
  });

  // Lock guarantee: hand-off-killed
  test('a release of which no server was told is found all the same', async () => {
    const { body } = await scene.take('deploy', 'silent/vpc');
    const waiting = wait(replica, 'w0', ['silent/vpc']);
    await untilWaiting(1, 'silent/vpc');
    // As by a server that was killed after the commit.
    const { locks } = scene.server.store;
    const found = await locks.find('ws_1', String(body.data?.['id']));
    if (found === undefined) throw new Error('the lock is gone');
    await locks.release(found.record, releaseRequest(found.record.holder), () => []);
    expect(await waiting).toMatchObject({ status: 200, body: { data: { locks: [{ fencingToken: 2 }] } } });
    await scene.release('w0', 'silent/vpc');
  });

  // Lock guarantee: all-or-none
  test('sets of keys that overlap in a circle are all served', async () => {
    await scene.take('deploy', 'circle/1');
    await scene.take('deploy', 'circle/2');
    await scene.take('deploy', 'circle/3');
    const sets = [
      ['circle/1', 'circle/2'],
      ['circle/2', 'circle/3'],
      ['circle/3', 'circle/1'],
      ['circle/1', 'circle/2', 'circle/3'],
      ['circle/2'],
    ];
    const served = sets.map(async (paths, index) => {
      const job = jobs[index] ?? '';
      const server = index % 2 === 0 ? scene.server : replica;
      let { status } = await wait(server, job, paths);
      // A wait is over after 10 s on a slow machine too; its place is kept.
      while (status === 409) ({ status } = await wait(server, job, paths));
      for (const path of paths) await scene.release(job, path);
      return status;
    });
    for (const path of ['circle/3', 'circle/2', 'circle/1']) await scene.release('deploy', path);
    expect(await Promise.all(served)).toEqual([200, 200, 200, 200, 200]);
  });

  test.each([
    ['a wait longer than one request may last', { waitSeconds: 11 }, 400, 'InvalidRequest'],
    ['a key of another repository', { keys: ['acme/other/dev/vpc'] }, 403, 'LockKeyForeign'],
  ])('%s is refused', async (_name, more, status, errorTag) => {
    expect(await wait(scene.server, 'w0', ['dev/vpc'], more)).toMatchObject({ status, body: { errorTag } });
  });

  test('a caller that may not lock may neither wait nor stop waiting', async () => {
    for (const path of ['/locks:acquire-many', '/locks:stop-waiting']) {
      const answer = await send(scene.server, 'weak', path, { keys: [lockKey('dev/vpc')] });
      expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
    }
  });

  // Lock guarantee: server-stopped
  test('a server that stops answers waiting clients, and their place is valid at the next server', async () => {
    await scene.take('deploy', 'stop/vpc');
    const third = await startTestServer({
      simulator: scene.simulator,
      replicas: 1,
      config: { workspaces: scene.workspaces },
      database: database.config,
    });
    const waiting = wait(third, 'w0', ['stop/vpc']);
    await untilWaiting(1, 'stop/vpc');
    await third.stop();
    expect(await waiting).toMatchObject({ status: 409, body: { context: { position: 1 } } });
    const again = wait(replica, 'w0', ['stop/vpc']);
    await scene.release('deploy', 'stop/vpc');
    expect(await again).toMatchObject({ status: 200 });
  });
});
