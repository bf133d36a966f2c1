/** `POST /locks` and `DELETE /locks` as the unmodified CLI and our own clients need them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxLockKeys } from '../../../src/api/routes/locks.ts';
import { ageLocks } from '../../support/age-locks.ts';
import { type LockScene, lockKey, lockOf, startLockScene } from './scene.ts';

let scene: LockScene;
beforeAll(async () => {
  scene = await startLockScene({ locks: { max_ttl_seconds: 3_600 } });
});
afterAll(async () => scene?.[Symbol.asyncDispose]());

const wholeSeconds = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);

describe('taking', () => {
  test('answers what the CLI decodes and prints', async () => {
    const answer = await scene.take('deploy', 'prod/vpc');
    expect(answer.body).toEqual({
      request: 'POST /api/v1/locks',
      status: 200,
      success: true,
      traceId: answer.headers.get('x-trace-id'),
      data: {
        id: expect.any(String),
        workspaceId: 'ws_1',
        key: 'acme/infra/prod/vpc',
        lockMessage: 'Locked by Atmos',
        kind: 'hold',
        fencingToken: 1,
        held: true,
        createdAt: wholeSeconds,
        updatedAt: wholeSeconds,
        expiresAt: wholeSeconds,
        outcome: 'created',
        holder: {
          repository: 'acme/infra',
          runId: '501',
          runAttempt: 1,
          checkRunId: expect.stringMatching(/^\d+$/),
          runUrl: expect.stringContaining('/acme/infra/actions/runs/501/attempts/1'),
          actor: 'octocat',
          workflow: 'deploy.yml',
        },
      },
    });
  });
  test('again, also in another spelling of the repository, is the same lock', async () => {
    const first = lockOf(await scene.take('deploy', 'again/vpc'));
    const again = lockOf(
      await scene.call('deploy', 'POST', '/locks', { key: 'ACME/Infra/again/vpc', ttl: 90 }),
    );
    expect(again).toMatchObject({ id: first.id, key: first.key, fencingToken: 1, outcome: 'renewed' });
  });
  test('what another run holds is a 409 that names holder, message, run, since and until', async () => {
    const lock = lockOf(await scene.take('deploy', 'held/vpc', { lockMessage: 'release 1.2\n of platform' }));
    const answer = await scene.take('rival', 'held/vpc');
    expect(answer).toMatchObject({ status: 409, body: { success: false, errorTag: 'LockHeld' } });
    const words = answer.body.errorMessage ?? '';
    expect(words).toMatch(
      /^Stack is already locked: acme\/infra\/held\/vpc is held by run 501 \(attempt 1\)/,
    );
    for (const part of [
      'octocat',
      '“release 1.2 of platform”',
      lock.holder.runUrl,
      lock.createdAt,
      lock.expiresAt,
    ]) {
      expect(words).toContain(part);
    }
    expect(answer.body['context']).toMatchObject({
      locked_at: lock.createdAt,
      locked_by: expect.any(String),
    });
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.denied']);
  });
  // Lock guarantee: matrix-jobs
  test('another job of the run is told so; with the scope `run` they share the lock', async () => {
    await scene.take('deploy', 'sibling/vpc');
    const refused = await scene.take('sibling', 'sibling/vpc');
    expect(refused.body.errorMessage).toContain('another job of this very run');
    const shared = { properties: { scope: 'run' } };
    const first = lockOf(await scene.take('deploy', 'sibling/shared', shared));
    expect(lockOf(await scene.take('sibling', 'sibling/shared', shared))).toMatchObject({ id: first.id });
  });
  // Lock guarantee: new-attempt
  test('a newer attempt takes over', async () => {
    await scene.take('deploy', 'attempt/vpc');
    const answer = await scene.take('again', 'attempt/vpc');
    expect(lockOf(answer)).toMatchObject({ outcome: 'taken_over', fencingToken: 2 });
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.taken_over']);
    expect(await scene.take('deploy', 'attempt/vpc')).toMatchObject({ status: 409 });
  });
  test.each([
    ['too long a TTL', { ttl: 3_601 }, 400, 'LockTtlInvalid', 'at most 3600 seconds; 3601 seconds'],
    ['a TTL of 0', { ttl: 0 }, 400, 'LockTtlInvalid', 'at least 1 second'],
    ['a negative TTL', { ttl: -5 }, 400, 'LockTtlInvalid', '-5'],
    ['half a second', { ttl: 0.5 }, 400, 'InvalidRequest', 'ttl'],
    ['a text as TTL', { ttl: '60' }, 400, 'InvalidRequest', 'ttl'],
    ['no stack', { key: 'acme/infra/vpc' }, 400, 'LockKeyInvalid', 'owner/repo/stack/component'],
    ['no repository', { key: '//prod/vpc' }, 400, 'LockKeyInvalid', 'clone with a remote'],
    ['NUL in the key', { key: 'acme/infra/prod/v\0' }, 400, 'LockKeyInvalid', 'control'],
    ['another repository', { key: 'acme/other/prod/vpc' }, 403, 'LockKeyForeign', 'own repository'],
    ['an overlong key', { key: `acme/infra/a/${'b'.repeat(600)}` }, 400, 'InvalidRequest', 'key'],
    ['an unknown kind', { properties: { kind: 'mutex' } }, 400, 'InvalidRequest', 'kind'],
  ])('%s is refused', async (_name, more, status, errorTag, words) => {
    const answer = await scene.take('deploy', 'refused/vpc', more);
    expect(answer).toMatchObject({ status, body: { success: false, errorTag } });
    expect(answer.body.errorMessage).toContain(words);
  });
  test('without TTL and message it is what the CLI’s defaults are; unknown properties are not an error', async () => {
    const body = { key: lockKey('bare/vpc'), properties: { ticket: 'OPS-1' } };
    const lock = lockOf(await scene.call('deploy', 'POST', '/locks', body));
    expect(Date.parse(lock.expiresAt) - Date.parse(lock.createdAt)).toBe(30_000);
  });
  test('without the permission it is a 403 that names it, and on record', async () => {
    const answer = await scene.take('weak', 'weak/vpc');
    expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
    expect(answer.body.errorMessage).toContain('ws:locks:create');
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.denied']);
  });
});

describe('renewing only', () => {
  const renew = (job: string, paths: readonly string[], more: object = {}) =>
    scene.call(job, 'POST', '/locks:acquire-many', {
      keys: paths.map(lockKey),
      ttl: 60,
      properties: { renewOnly: true },
      ...more,
    });

  test('renews what the job holds', async () => {
    const { id } = lockOf(await scene.take('deploy', 'renew/own'));
    const answer = await renew('deploy', ['renew/own']);
    expect(answer).toMatchObject({ status: 200, body: { data: { locks: [{ id, outcome: 'renewed' }] } } });
  });
  test.each<[name: string, path: string, prepare: () => Promise<unknown>, errorTag: string, words: string]>([
    ['no job ever held', 'renew/never', async () => {}, 'LockLost', 'does not hold acme/infra/renew/never.'],
    [
      'the job has released',
      'renew/released',
      async () => {
        await scene.take('deploy', 'renew/released');
        await scene.release('deploy', 'renew/released');
      },
      'LockLost',
      'was ended at',
    ],
    [
      'another run had since',
      'renew/since',
      async () => {
        await scene.take('deploy', 'renew/since');
        await scene.release('deploy', 'renew/since');
        await scene.take('rival', 'renew/since');
        await scene.release('rival', 'renew/since');
      },
      'LockLost',
      'does not hold',
    ],
    [
      'another run holds',
      'renew/rival',
      () => scene.take('rival', 'renew/rival'),
      'LockHeld',
      'is held by run 502',
    ],
    [
      'an earlier attempt holds',
      'renew/attempt',
      () => scene.take('deploy', 'renew/attempt'),
      'LockHeld',
      'is held by run 501 (attempt 1)',
    ],
    // Lock guarantee: late-renewal
  ])('takes nothing that %s', async (_name, path, prepare, errorTag, words) => {
    await prepare();
    const before = await scene.server.store.locks.list({ workspaceId: 'ws_1', prefix: path });
    const job = path === 'renew/attempt' ? 'again' : 'deploy';
    // A wait is not waited: a renewal is due now or never.
    const answer = await renew(job, [path], { waitSeconds: 10 });
    expect(answer).toMatchObject({ status: 409, body: { success: false, errorTag } });
    expect(answer.body.errorMessage).toContain(words);
    const after = await scene.server.store.locks.list({ workspaceId: 'ws_1', prefix: path });
    expect(after.records).toEqual(before.records);
    expect(await scene.server.store.locks.queue.countLive()).toBe(0);
    const denied = before.records.length === 0 ? [] : ['lock.denied'];
    expect(await scene.audited(answer.body.traceId)).toEqual(denied);
  });
  test('renews all keys or none', async () => {
    const { expiresAt } = lockOf(await scene.take('deploy', 'renew/many'));
    const answer = await renew('deploy', ['renew/many', 'renew/gone'], { ttl: 600 });
    expect(answer).toMatchObject({ status: 409, body: { errorTag: 'LockLost' } });
    expect(answer.body.errorMessage).not.toContain('renew/many');
    const { records } = await scene.server.store.locks.list({ workspaceId: 'ws_1', prefix: 'renew/many' });
    expect(records[0]?.expiresAt).toBeLessThan(Date.parse(expiresAt) + 1_000);
    expect(records[0]?.renewals).toBe(0);
  });
});

describe('several keys', () => {
  const many = (job: string, paths: readonly string[]) =>
    scene.call(job, 'POST', '/locks:acquire-many', { keys: paths.map(lockKey), ttl: 60 });

  test('are taken in the order of the request, all or none', async () => {
    const answer = await many('deploy', ['many/b', 'many/a']);
    expect(answer.status).toBe(200);
    const { locks } = answer.body.data as unknown as { locks: { key: string }[] };
    expect(locks.map(({ key }) => key)).toEqual([lockKey('many/b'), lockKey('many/a')]);
    const refused = await many('rival', ['many/c', 'many/a', 'many/b']);
    expect(refused.status).toBe(409);
    expect(refused.body.errorMessage).toMatch(/many\/a is held by[\s\S]*many\/b is held by/);
    expect(await scene.take('deploy', 'many/c')).toMatchObject({ status: 200 });
  });
  test.each([
    ['none', [], 'InvalidRequest'],
    ['too many', Array.from({ length: maxLockKeys + 1 }, (_, index) => `many/x${index}`), 'InvalidRequest'],
    ['the same twice', ['many/t', 'many/t'], 'LockKeyInvalid'],
  ])('%s are refused', async (_name, paths, errorTag) => {
    expect(await many('deploy', paths)).toMatchObject({ status: 400, body: { errorTag } });
  });
});

describe('releasing', () => {
  test('by the holder, with a JSON body on DELETE', async () => {
    const lock = lockOf(await scene.take('deploy', 'own/vpc'));
    const answer = await scene.release('deploy', 'own/vpc');
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, data: { id: lock.id, held: false } },
    });
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.released']);
    expect(lockOf(await scene.take('rival', 'own/vpc'))).toMatchObject({ fencingToken: 2 });
  });
  test('of a free key is a 404 with `success: false`', async () => {
    const answer = await scene.release('deploy', 'absent/vpc');
    expect(answer).toMatchObject({ status: 404, body: { success: false, errorTag: 'LockNotFound' } });
    expect(answer.body.errorMessage).toMatch(/^Lock not found/);
  });
  test('of an own lock that has run out says that the work was not protected', async () => {
    await scene.take('deploy', 'lost/vpc', { ttl: 60 });
    await ageLocks(scene.server.config.database, 60, 'lost/vpc');
    const answer = await scene.release('deploy', 'lost/vpc');
    expect(answer.status).toBe(404);
    expect(answer.body.errorMessage).toContain('was not protected');
  });
  test('by another job of the run, and by id', async () => {
    await scene.take('deploy', 'job/vpc');
    expect(await scene.release('sibling', 'job/vpc')).toMatchObject({ status: 200 });
    const lock = lockOf(await scene.take('deploy', 'job/vpc'));
    expect(await scene.release('deploy', undefined, { id: lock.id })).toMatchObject({ status: 200 });
    await scene.take('rival', 'job/vpc');
    expect(await scene.release('deploy', 'job/vpc', { id: lock.id })).toMatchObject({ status: 404 });
  });
  test('by id of another repository’s lock looks as if there were none', async () => {
    const { id } = lockOf(await scene.take('deploy', 'private/vpc'));
    const answer = await scene.release('foreign', undefined, { id });
    expect(answer).toMatchObject({ status: 404, body: { errorMessage: 'Lock not found.' } });
    expect(lockOf(await scene.call('deploy', 'GET', `/locks/${id}`)).held).toBe(true);
  });
  test.each([
    ['neither key nor id', {}, 400, 'InvalidRequest'],
    ['an id with NUL', { id: 'a\0b' }, 400, 'InvalidRequest'],
    ['force without a reason', { key: lockKey('x/y'), force: true }, 403, 'PermissionMissing'],
    ['a foreign key', { key: 'acme/other/x/y' }, 403, 'LockKeyForeign'],
    ['an unknown id', { id: 'nothing' }, 404, 'LockNotFound'],
  ])('%s is refused', async (_name, body, status, errorTag) => {
    expect(await scene.call('deploy', 'DELETE', '/locks', body)).toMatchObject({
      status,
      body: { errorTag },
    });
  });
});

describe('looking', () => {
  test('lists the own repository’s locks by page, prefix and state', async () => {
    for (const name of ['a', 'b', 'c']) await scene.take('deploy', `look/${name}`);
    await scene.release('deploy', 'look/b');
    const list = async (query: string, job = 'deploy') => {
      const answer = await scene.call(job, 'GET', `/locks?prefix=look/${query}`);
      const { locks, next } = answer.body.data as unknown as { locks: { key: string }[]; next?: string };
      return { keys: locks.map(({ key }) => key.slice('acme/infra/look/'.length)), next };
    };
    expect(await list('')).toEqual({ keys: ['a', 'b', 'c'], next: undefined });
    expect(await list('&state=held')).toEqual({ keys: ['a', 'c'], next: undefined });
    expect(await list('&limit=2')).toEqual({ keys: ['a', 'b'], next: 'look/b' });
    expect(await list('&limit=2&after=look/b')).toEqual({ keys: ['c'], next: undefined });
    expect(await list('&repository=Acme/infra')).toMatchObject({ keys: ['a', 'b', 'c'] });
    expect(await list('&repository=acme/other')).toMatchObject({ keys: [] });
    expect(await list('', 'foreign')).toMatchObject({ keys: [] });
  });
  test('shows one lock to its own repository', async () => {
    const lock = lockOf(await scene.take('deploy', 'show/vpc'));
    const { outcome: _outcome, ...shown } = lock;
    expect(lockOf(await scene.call('rival', 'GET', `/locks/${lock.id}`))).toEqual(shown);
    expect(await scene.call('foreign', 'GET', `/locks/${lock.id}`)).toMatchObject({ status: 404 });
  });
  test.each(['limit=0', 'limit=1000', 'state=stale', 'prefix=%00', 'unknown=1'])(
    '%s is refused',
    async (query) => {
      expect(await scene.call('deploy', 'GET', `/locks?${query}`)).toMatchObject({ status: 400 });
    },
  );
});
