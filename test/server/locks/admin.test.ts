/** Admins at `/locks`, over HTTP on both stores: what they see, what they may force, and every refusal. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LockData } from '../../../src/api/routes/locks.ts';
import { createAdminToken, hashAdminToken } from '../../../src/server/access/admin-token.ts';
import type { ApiAnswer } from '../../support/server.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { type LockScene, lockKey, lockOf, startLockScene } from './scene.ts';

const alice = createAdminToken();
const narrow = createAdminToken();
const short = 'only-31-characters-of-some-text';
const longest = 'x'.repeat(256);
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

const invalidSession =
  'Invalid session: this server did not issue it, or its signing key was retired. Exchange a fresh ID token for a new session.';

describeEachStore('an admin', (store) => {
  let scene: LockScene;
  beforeAll(async () => {
    scene = await startLockScene({
      store,
      adminTokens: [
        { name: 'alice', sha256: hashOf(alice).toUpperCase() },
        { name: 'narrow', sha256: hashOf(narrow), workspaces: ['ws_2'] },
        { name: 'short', sha256: hashOf(short) },
        { name: 'longest', sha256: hashOf(longest) },
        { name: 'longer', sha256: hashOf(`${longest}x`) },
      ],
      workspaces: [{ id: 'ws_2', repositories: [{ name: 'acme/infra', id: 1001 }] }],
    });
  });
  afterAll(async () => scene?.[Symbol.asyncDispose]());

  async function call(token: string, method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const response = await fetch(`${scene.server.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, text, body: JSON.parse(text) as ApiAnswer['body'] };
  }
  async function list(query: string) {
    const { body } = await call(alice, 'GET', `/locks?workspace=ws_1&${query}`);
    const { locks, next } = body.data as unknown as { locks: LockData[]; next?: string };
    return { keys: locks.map(({ key }) => key), next };
  }
  const force = (token: string, more: object) =>
    call(token, 'DELETE', '/locks', { workspace: 'ws_1', force: true, reason: 'runner is gone', ...more });

  describe('looking', () => {
    beforeAll(async () => {
      for (const path of ['look/a', 'look/b', 'look/c']) await scene.take('deploy', path);
      await scene.call('foreign', 'POST', '/locks', { key: 'acme/other/look/a', ttl: 60 });
      await scene.release('deploy', 'look/b');
    });

    test('lists the locks of every repository, by prefix, state and repository', async () => {
      const infra = ['a', 'b', 'c'].map((name) => lockKey(`look/${name}`));
      expect(await list('prefix=look/')).toEqual({ keys: [...infra, 'acme/other/look/a'], next: undefined });
      expect(await list('prefix=look/&state=free')).toEqual({ keys: [lockKey('look/b')], next: undefined });
      expect(await list('prefix=look/&repository=ACME/other')).toMatchObject({ keys: ['acme/other/look/a'] });
      expect(await list('repository=acme/stranger')).toMatchObject({ keys: [] });
    });
    test('pages through repositories without loss or repetition', async () => {
      const keys: string[] = [];
      let after = '';
      for (let page = 0; page < 10; page += 1) {
        const { keys: more, next } = await list(`prefix=look/&limit=1${after}`);
        expect(more.length).toBeLessThanOrEqual(1);
        keys.push(...more);
        if (next === undefined) break;
        after = `&after=${encodeURIComponent(next)}`;
      }
      expect(keys).toEqual([...['a', 'b', 'c'].map((name) => lockKey(`look/${name}`)), 'acme/other/look/a']);
    });
    test('shows a lock and how its holder’s run goes', async () => {
      const { id } = lockOf(await scene.take('rival', 'look/run'));
      const shown = await call(alice, 'GET', `/locks/${id}?workspace=ws_1`);
      expect(lockOf(shown)).toMatchObject({ id, key: lockKey('look/run'), run: 'live', held: true });
      await scene.release('rival', 'look/run');
      const ended = lockOf(await call(alice, 'GET', `/locks/${id}?workspace=ws_1`));
      expect(ended).toMatchObject({ held: false, endedBy: 'released' });
      expect(ended).not.toHaveProperty('run');
    });
    test('shows who waits for a lock, first the one that is served first', async () => {
      const path = 'look/queue';
      const { id } = lockOf(await scene.take('deploy', path, { properties: { kind: 'run' } }));
      expect(lockOf(await call(alice, 'GET', `/locks/${id}?workspace=ws_1`))).toMatchObject({ waiters: [] });
      const wait = { keys: [lockKey(path)], ttl: 60, waitSeconds: 10, properties: { kind: 'run' } };
      const waiting = scene.call('rival', 'POST', '/locks:acquire-many', wait);
      await until(async () => {
        const shown = await call(alice, 'GET', `/locks/${id}?workspace=ws_1`);
        return JSON.stringify(shown.body.data).includes('"since"');
      });
      const shown = await call(alice, 'GET', `/locks/${id}?workspace=ws_1`);
      expect(lockOf(shown)).toMatchObject({
        waiters: [{ holder: { repository: 'acme/infra', runId: '502' }, since: expect.stringMatching(/Z$/) }],
      });
      expect(lockOf(await scene.call('deploy', 'GET', `/locks/${id}`))).not.toHaveProperty('waiters');
      await scene.release('deploy', path);
      expect((await waiting).status).toBe(200);
      await scene.release('rival', path);
    });
    test('sees nothing of another workspace', async () => {
      const { id } = lockOf(await scene.take('deploy', 'look/a'));
      expect(await call(alice, 'GET', `/locks/${id}?workspace=ws_2`)).toMatchObject({ status: 404 });
      const answer = await call(narrow, 'GET', '/locks?workspace=ws_2');
      expect(answer).toMatchObject({ status: 200, body: { data: { locks: [] } } });
    });
  });

  describe('releasing by force', () => {
    // Lock guarantee: own-release
    test('frees the key of a live run, and records admin, reason and victim', async () => {
      const lock = lockOf(await scene.take('deploy', 'force/vpc'));
      const answer = await force(alice, { key: lock.key, id: lock.id });
      expect(lockOf(answer)).toMatchObject({ id: lock.id, key: lock.key, held: false, endedBy: 'forced' });
      const [entry, ...others] = await scene.server.store.audit.list({ traceId: answer.body.traceId ?? '' });
      expect(others).toEqual([]);
      expect(entry).toMatchObject({
        event: 'lock.force_released',
        outcome: 'allowed',
        workspaceId: 'ws_1',
        repositoryId: '1001',
        repository: 'acme/infra',
        actor: 'admin:alice',
        details: {
          by: { admin: 'alice' },
          how: 'forced',
          reason: 'runner is gone',
          victim: { id: lock.id, path: 'force/vpc', holder: { runId: '501', actor: 'octocat' } },
        },
      });
      expect(entry?.runId).toBeUndefined();
      expect(lockOf(await scene.take('rival', 'force/vpc'))).toMatchObject({ fencingToken: 2 });
    });
    test('by id alone, and by key in another case', async () => {
      const { id } = lockOf(await scene.take('deploy', 'force/id'));
      expect(await force(alice, { id })).toMatchObject({ status: 200 });
      await scene.take('deploy', 'force/id');
      expect(await force(alice, { key: 'ACME/Infra/force/id' })).toMatchObject({ status: 200 });
    });
    test('a grant that was seen, never a later one of the key', async () => {
      const { id } = lockOf(await scene.take('deploy', 'force/later'));
      await scene.release('deploy', 'force/later');
      const later = lockOf(await scene.take('rival', 'force/later'));
      for (const target of [{ id }, { id, key: later.key }]) {
        expect(await force(alice, target)).toMatchObject({ status: 404, body: { errorTag: 'LockNotFound' } });
      }
      expect(await scene.take('deploy', 'force/later')).toMatchObject({ status: 409 });
    });
    test.each<[string, object, number, string]>([
      ['without force', { key: lockKey('kept/vpc'), force: false }, 400, 'InvalidRequest'],
      ['without a reason', { key: lockKey('kept/vpc'), reason: undefined }, 400, 'InvalidRequest'],
      ['with a blank reason', { key: lockKey('kept/vpc'), reason: ' ' }, 400, 'InvalidRequest'],
      ['without a workspace', { key: lockKey('kept/vpc'), workspace: undefined }, 400, 'InvalidRequest'],
      [
        'in a workspace that does not exist',
        { key: lockKey('kept/vpc'), workspace: 'ws_9' },
        403,
        'WorkspaceDenied',
      ],
      ['in another workspace', { key: lockKey('kept/vpc'), workspace: 'ws_2' }, 404, 'LockNotFound'],
      ['of neither key nor id', {}, 400, 'InvalidRequest'],
      ['of an invalid key', { key: 'kept/vpc' }, 400, 'LockKeyInvalid'],
      ['of a stranger’s key', { key: 'acme/stranger/kept/vpc' }, 404, 'LockNotFound'],
      ['of a free key', { key: lockKey('never/vpc') }, 404, 'LockNotFound'],
      ['of an unknown id', { id: 'unknown' }, 404, 'LockNotFound'],
    ])('%s is refused, and the lock stays', async (_name, more, status, errorTag) => {
      await scene.take('deploy', 'kept/vpc');
      expect(await force(alice, more)).toMatchObject({ status, body: { success: false, errorTag } });
      expect(await scene.take('rival', 'kept/vpc')).toMatchObject({ status: 409 });
    });
  });

  describe('the token of another workspace', () => {
    test.each<[string, string, string, object | undefined]>([
      ['lists', 'GET', '/locks?workspace=ws_1', undefined],
      ['shows', 'GET', '/locks/some-id?workspace=ws_1', undefined],
      ['releases', 'DELETE', '/locks', { workspace: 'ws_1', key: lockKey('a/b'), force: true, reason: 'x' }],
    ])('%s nothing, is on record, and learns not whether it exists', async (_name, method, path, body) => {
      const answer = await call(narrow, method, path, body);
      expect(answer).toMatchObject({ status: 403, body: { errorTag: 'WorkspaceDenied' } });
      const entries = await scene.server.store.audit.list({ traceId: answer.body.traceId ?? '' });
      expect(entries).toMatchObject([{ outcome: 'denied', workspaceId: 'ws_1', actor: 'admin:narrow' }]);
      const absent = await call(
        narrow,
        method,
        path.replace('ws_1', 'ws_9'),
        body && { ...body, workspace: 'ws_9' },
      );
      expect(absent.status).toBe(403);
      expect(absent.body.errorMessage).toBe(answer.body.errorMessage);
    });
  });

  describe('the door', () => {
    test.each<[string, string, string, object | undefined]>([
      ['take a lock', 'POST', '/locks', { key: lockKey('door/vpc'), ttl: 60 }],
      ['take several', 'POST', '/locks:acquire-many', { keys: [lockKey('door/vpc')], ttl: 60 }],
      ['mint', 'POST', '/sts', { sources: ['acme/infra'] }],
    ])('does not let an admin %s', async (_name, method, path, body) => {
      const answer = await call(alice, method, path, body);
      expect(answer).toMatchObject({ status: 401, body: { errorTag: 'SessionInvalid' } });
      expect(answer.body.errorMessage).toBe(invalidSession);
    });
    test.each([
      ['an unknown token', createAdminToken()],
      ['a token with a character changed', `${alice.slice(0, -1)}${alice.endsWith('A') ? 'Q' : 'A'}`],
      ['a token in another case', alice.toUpperCase()],
      ['a hash in place of its token', hashOf(alice)],
      ['a token that is too short, though configured', short],
      ['a token that is too long, though configured', `${longest}x`],
    ])('%s is a bad session, in the same words', async (_name, token) => {
      for (const [method, path, body] of [
        ['GET', '/locks?workspace=ws_1', undefined],
        ['GET', '/locks/some-id?workspace=ws_1', undefined],
        ['DELETE', '/locks', { workspace: 'ws_1', key: lockKey('a/b'), force: true, reason: 'x' }],
      ] as const) {
        const answer = await call(token, method, path, body);
        expect(answer).toMatchObject({ status: 401, body: { errorTag: 'SessionInvalid' } });
        expect(answer.body.errorMessage).toBe(invalidSession);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    });
    test('the longest token that is taken', async () => {
      expect(await call(longest, 'GET', '/locks?workspace=ws_1')).toMatchObject({ status: 200 });
    });
    test.each([
      ['/locks', 400, 'InvalidRequest'],
      ['/locks/some-id', 400, 'InvalidRequest'],
      ['/locks/some-id?workspace=ws_1', 404, 'LockNotFound'],
      ['/locks?workspace=ws_1&after=look/a', 400, 'InvalidRequest'],
      ['/locks?workspace=ws_1&workspace=ws_2', 400, 'InvalidRequest'],
      ['/locks/some-id?workspace=ws_1&unknown=1', 400, 'InvalidRequest'],
    ])('GET %s is refused', async (path, status, errorTag) => {
      expect(await call(alice, 'GET', path)).toMatchObject({ status, body: { errorTag } });
    });
    test('a job names its own workspace or none', async () => {
      const { id } = lockOf(await scene.take('deploy', 'own/vpc'));
      expect(await scene.call('deploy', 'GET', `/locks/${id}?workspace=ws_1`)).toMatchObject({ status: 200 });
      for (const [method, path, body] of [
        ['GET', '/locks?workspace=ws_2', undefined],
        ['GET', `/locks/${id}?workspace=ws_2`, undefined],
        ['DELETE', '/locks', { key: lockKey('own/vpc'), workspace: 'ws_2' }],
      ] as const) {
        const answer = await scene.call('deploy', method, path, body);
        expect(answer).toMatchObject({ status: 400, body: { errorTag: 'InvalidRequest' } });
      }
      expect(await scene.release('deploy', 'own/vpc', { workspace: 'ws_1' })).toMatchObject({ status: 200 });
    });
    test('neither log nor audit holds a token or its hash', async () => {
      const seen = scene.server.logs.join('') + JSON.stringify(await scene.server.store.audit.list());
      expect(seen).toContain('alice');
      for (const token of [alice, narrow, longest]) {
        for (const secret of [token, hashAdminToken(token).toString('base64'), hashOf(token)]) {
          expect(seen).not.toContain(secret);
        }
      }
    });
  });
});
