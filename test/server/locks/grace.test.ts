/** The grace of a run lock that ran out, and a database whose clock is set, over HTTP on both stores. The locks are made older or younger; no test waits. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ageLocks } from '../../support/age-locks.ts';
import { createTestDatabase, describeEachStore, type TestDatabase } from '../../support/stores.ts';
import { type LockScene, lockKey, lockOf, startLockScene } from './scene.ts';

const ttlSeconds = 600;
/** Longer than a test takes. */
const graceSeconds = 60;

describeEachStore('a run lock that ran out', (engine) => {
  let database: TestDatabase;
  let scene: LockScene;
  beforeAll(async () => {
    database = await createTestDatabase(engine);
    scene = await startLockScene({ database: database.config, locks: { grace_seconds: graceSeconds } });
  });
  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
    await database?.dispose();
  });

  const run = { properties: { kind: 'run' } };
  const age = (path: string, seconds: number) => ageLocks(database.config, seconds, path);
  async function lapse(path: string, more: object = run): Promise<void> {
    lockOf(await scene.take('deploy', path, { ttl: ttlSeconds, ...more }));
    await age(path, ttlSeconds);
  }
  const wait = (job: string, paths: readonly string[], waitSeconds: number) =>
    scene.call(job, 'POST', '/locks:acquire-many', { keys: paths.map(lockKey), ttl: 60, waitSeconds });

  describe('is kept', () => {
    test.each([
      ['another run', 'rival'],
      ['another job of its run', 'sibling'],
      // Lock guarantee: server-unreachable
    ])('from %s, which is told until when, and on record', async (_name, job) => {
      const path = `kept/${job}`;
      await lapse(path);
      const answer = await scene.take(job, path);
      expect(answer).toMatchObject({
        status: 409,
        body: { success: false, errorTag: 'LockHeld', context: { fencing_token: 1, key: lockKey(path) } },
      });
      expect(answer.body.errorMessage).toMatch(
        /^Stack is already locked: the lock of run 501 .* ran out at 20.* without a release; it is kept a few seconds .* Try again after 20/,
      );
      const [entry] = await scene.server.store.audit.list({ traceId: answer.body.traceId ?? '' });
      expect(entry).toMatchObject({ event: 'lock.denied', details: { how: 'grace' } });
    });

    test('for several keys too: none of them is taken', async () => {
      await lapse('kept/many');
      expect(await wait('rival', ['kept/free', 'kept/many'], 0)).toMatchObject({ status: 409 });
      expect(await scene.take('sibling', 'kept/free')).toMatchObject({ status: 409 });
      await scene.call('rival', 'POST', '/locks:stop-waiting', {
        keys: ['kept/free', 'kept/many'].map(lockKey),
      });
      expect(lockOf(await scene.take('sibling', 'kept/free'))).toMatchObject({ fencingToken: 1 });
    });

    test('also when its holder’s late release has put the end on record', async () => {
      await lapse('kept/late');
      expect(await scene.release('deploy', 'kept/late')).toMatchObject({
        status: 404,
        body: { errorMessage: expect.stringContaining('was not protected') },
      });
      expect(await scene.take('rival', 'kept/late')).toMatchObject({ status: 409 });
    });

    test('from who waits, until it is over', async () => {
      await lapse('kept/queue');
      expect(await wait('rival', ['kept/queue'], 0)).toMatchObject({
        status: 409,
        body: { context: { position: 1 } },
      });
      const waiting = wait('rival', ['kept/queue'], 10);
      await age('kept/queue', graceSeconds);
      expect(await waiting).toMatchObject({ status: 200 });
    });
  });

  test.each([
    ['its holder', 'deploy'],
    ['the next attempt', 'again'],
  ])('is granted to %s at once, as a new grant', async (_name, job) => {
    const path = `back/${job}`;
    await lapse(path);
    const answer = await scene.take(job, path, run);
    expect(lockOf(answer)).toMatchObject({ outcome: 'created', fencingToken: 2 });
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.expired', 'lock.created']);
  });

  test('is anybody’s when the grace is over', async () => {
    await lapse('over/vpc');
    await age('over/vpc', graceSeconds);
    const answer = await scene.take('rival', 'over/vpc');
    expect(lockOf(answer)).toMatchObject({ outcome: 'created', fencingToken: 2 });
    expect(await scene.audited(answer.body.traceId)).toEqual(['lock.expired', 'lock.created']);
  });

  test('has none when it is a hold, nor when it was released', async () => {
    await lapse('none/hold', {});
    expect(await scene.take('rival', 'none/hold')).toMatchObject({ status: 200 });
    await scene.take('deploy', 'none/released', run);
    await scene.release('deploy', 'none/released');
    expect(await scene.take('rival', 'none/released')).toMatchObject({ status: 200 });
  });

  describe('when the database’s clock is set', () => {
    /** As if it had been set so much ahead, or back. */
    const set = (path: string, seconds: number) => age(path, seconds);

    // Lock guarantee: database-clock-set
    test('back, the holder has it longer, renews it, and releases it', async () => {
      const first = lockOf(await scene.take('deploy', 'clock/back', { ttl: 60, ...run }));
      await set('clock/back', -3_600);
      expect(await scene.take('rival', 'clock/back')).toMatchObject({ status: 409 });
      const renewed = lockOf(await scene.take('deploy', 'clock/back', { ttl: 60, ...run }));
      expect(renewed).toMatchObject({ id: first.id, outcome: 'renewed', fencingToken: 1 });
      expect(Date.parse(renewed.expiresAt)).toBeGreaterThanOrEqual(Date.parse(first.expiresAt) + 3_600_000);
      expect(await scene.release('deploy', 'clock/back')).toMatchObject({ status: 200 });
      expect(lockOf(await scene.take('rival', 'clock/back'))).toMatchObject({ fencingToken: 2 });
    });

    test('ahead by no more than the grace, no other job gets it', async () => {
      await scene.take('deploy', 'clock/ahead', { ttl: 1, ...run });
      await set('clock/ahead', graceSeconds - 30);
      expect(await scene.take('rival', 'clock/ahead')).toMatchObject({ status: 409 });
    });

    // Lock guarantee: database-clock-set
    test('ahead by more, the next holder has a greater token, and the late renewal takes nothing', async () => {
      await scene.take('deploy', 'clock/far', { ttl: 1, ...run });
      await set('clock/far', 3_600);
      expect(lockOf(await scene.take('rival', 'clock/far'))).toMatchObject({ fencingToken: 2 });
      await set('clock/far', -3_600);
      const late = await scene.take('deploy', 'clock/far', { properties: { kind: 'run', renewOnly: true } });
      expect(late).toMatchObject({ status: 409, body: { context: { fencing_token: 2 } } });
    });
  });
});
