/** How often each person may open pages and send forms. */
import { expect, test } from '@jest/globals';
import {
  createPersonPace,
  maxFormsPerMinute,
  maxPagesPerMinute,
} from '../../../src/server/pages/person-pace.ts';
import { startPageScene } from '../../support/page-scene.ts';

test('each person has pages and forms of their own, and gets more with time', () => {
  let now = 0;
  const pace = createPersonPace({ now: () => now });
  for (const [isAct, most] of [
    [false, maxPagesPerMinute],
    [true, maxFormsPerMinute],
  ] as const) {
    for (let count = 0; count < most; count += 1) expect(pace.take({ id: '1' }, isAct)).toBeUndefined();
    const limited = pace.take({ id: '1' }, isAct);
    expect(limited).toMatchObject({ httpStatus: 429, tag: 'RateLimited', retryAfterSeconds: 1 });
    expect(pace.take({ id: '2' }, isAct)).toBeUndefined();
  }
  now += 1_000;
  expect(pace.take({ id: '1' }, false)).toBeUndefined();
  expect(pace.take({ id: '1' }, true)).toBeUndefined();
});

test('clients over the limit get a page that says when to come back, and their form does nothing', async () => {
  // A clock that stands: no limit fills again.
  const now = Date.now();
  const clock = {
    now: () => now,
    sleep: (milliseconds: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds).unref();
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };
  await using scene = await startPageScene({ replicas: 1, clock });
  const [id = ''] = await scene.takeLocks(['prod/vpc']);
  const [adam, mona] = [await scene.signIn('adam'), await scene.signIn('mona')];
  const path = '/w/ws_acme/free/1001/prod/vpc';
  for (let count = 0; count < maxFormsPerMinute; count += 1)
    expect((await adam.post(path, { id, reason: '' })).status).toBe(400);
  const limited = await adam.post(path, { id, reason: 'stuck' });
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
  expect(limited.headers.get('content-type')).toContain('text/html');
  expect(await limited.text()).toContain('Too many requests');
  expect((await adam.get('/w/ws_acme/locks')).status).toBe(200);
  expect((await mona.get('/w/ws_acme/locks')).status).toBe(200);
  expect(await scene.server.store.audit.list({ event: 'lock.force_released' })).toEqual([]);
});
