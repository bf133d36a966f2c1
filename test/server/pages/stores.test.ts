/** The dashboard on each database engine: sessions, bindings of names, waiting jobs, searches of the audit log, news. */
import { expect, test } from '@jest/globals';
import { startPageScene } from '../../support/page-scene.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

describeEachStore('the dashboard', (store) => {
  test('signs in, shows and frees a lock, searches the audit log, and signs out', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const [id = ''] = await scene.takeLocks(['prod/vpc', 'prod/eks']);
    const { db, dialect } = scene.server.database;
    const waiter = { workspace_id: 'ws_acme', repository_id: '1001' };
    const holder = {
      issuer: '',
      repositoryId: '1001',
      runId: '9',
      runAttempt: 1,
      checkRunId: '',
      repository: 'acme/infra',
    };
    const { place } = await db
      .insertInto('lock_waiters')
      .values({
        ...{ ...waiter, id: 'w1', job: 'j1', joined_at: dialect.now, live_until: dialect.after(600_000) },
        holder: JSON.stringify({ ...holder, runUrl: '', actor: 'octocat', workflow: 'apply.yml' }),
      })
      .returning('place')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('lock_waiter_keys')
      .values({ ...waiter, path: 'prod/vpc', place })
      .execute();

    const admin = await scene.signIn('adam');
    const read = async (path: string) => {
      const answer = await admin.get(path);
      expect({ path, status: answer.status }).toEqual({ path, status: 200 });
      return answer.text();
    };
    expect(await read('/w/ws_acme/locks?prefix=prod/')).toMatch(/prod\/vpc<\/a>.*?<td>1<\/td>/s);
    expect(await read('/w/ws_acme/locks/1001/prod/vpc')).toContain('apply.yml #9');
    expect(await read('/account')).toContain('<dt>Sessions</dt><dd>1</dd>');
    expect(await read('/w/ws_acme/tokens')).toContain('<td>adam</td><td>502</td><td>admin</td><td>1</td>');
    expect(await read('/w/ws_acme/access')).toContain('acme/modules');
    expect(await read('/w/ws_acme/health')).toContain(store === 'postgres' ? 'PostgreSQL.' : 'SQLite');
    await until(async () => (await read('/w/ws_acme/health')).includes('>this one<'));
    const freed = await admin.post('/w/ws_acme/free/1001/prod/vpc', { id, reason: 'stuck' });
    expect(freed.status).toBe(303);
    expect(await read('/w/ws_acme/locks/1001/prod/vpc')).toContain('stuck');
    expect(await read('/w/ws_acme/audit?event=lock.force_released')).toContain('stuck');
    expect(await read('/w/ws_acme')).toContain('Held locks: 1');

    const mona = await scene.signIn('mona');
    const ended = await admin.post('/w/ws_acme/tokens/people/503', { reason: 'left' });
    expect([ended.status, (await mona.get('/w/ws_acme')).status]).toEqual([303, 401]);
    expect((await mona.get('/account')).status).toBe(200);
    expect(await read('/w/ws_acme/tokens')).not.toContain('<td>mona</td>');

    for (let count = 0; count < 20; count += 1) await scene.signIn('adam');
    expect((await admin.get('/w')).status).toBe(401);
    const newest = await scene.signIn('adam');
    await newest.post('/sign-out', { everywhere: 'yes' });
    const left = await db.selectFrom('web_sessions').selectAll().where('person_id', '=', '502').execute();
    expect(left).toEqual([]);
  });

  test('answers text that a database cannot store without an error', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const owner = await scene.signIn('olga');
    const nul = 'a%00b';
    const addresses = [
      ...['locks?prefix=', 'locks?repository=', 'instances?stack=', 'batches?repository=', 'runs?workflow='],
      ...[
        'audit?actor=',
        'audit?repository=',
        'audit?format=ndjson&actor=',
        'access?repository=',
        'locks/1001/',
      ],
      'batches/',
    ];
    const statuses = await Promise.all(
      addresses.map(async (address) => {
        const { status } = await owner.get(`/w/ws_acme/${address}${nul}`);
        return { address, status };
      }),
    );
    expect(statuses).toEqual(addresses.map((address) => ({ address, status: 400 })));
    const [id = ''] = await scene.takeLocks(['prod/vpc']);
    const freed = await owner.post('/w/ws_acme/free/1001/prod/vpc', { id, reason: 'a\0b' });
    expect(freed.status).toBe(400);
    expect(scene.server.logs.filter((line) => /"level":"?(error|50)/.test(line))).toEqual([]);
  });
});
