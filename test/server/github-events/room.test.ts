/** Room for deliveries that wait: an account that floods the server does not keep out the others. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createDeliveryStore, finishDelivery } from '../../../src/server/github-events/delivery-table.ts';
import { type DeliveryStore, hasRoom } from '../../../src/server/github-events/store.ts';
import { describeEachStore } from '../../support/stores.ts';
import { openQueue, type Queue } from '../work/scene.ts';

const most = 12;

describe('room', () => {
  test('is left to a newcomer, whatever others send', () => {
    const noisy = fc.array(fc.nat(5), { maxLength: 2_000, size: 'max' });
    fc.assert(
      fc.property(fc.integer({ min: 128, max: 1_000 }), noisy, (limit, senders) => {
        const waiting = new Map<number, number>();
        let total = 0;
        for (const sender of senders) {
          const own = waiting.get(sender) ?? 0;
          if (!hasRoom({ own, total }, limit)) continue;
          waiting.set(sender, own + 1);
          total += 1;
        }
        expect(hasRoom({ own: 0, total }, limit)).toBe(true);
        // Each has at most what it left free when it came last.
        for (const own of waiting.values()) expect(own).toBeLessThanOrEqual(Math.ceil(limit / 2));
      }),
    );
  });
});

describeEachStore('deliveries that wait', (engine) => {
  let queue: Queue;
  let store: DeliveryStore;
  let count = 0;
  beforeEach(async () => {
    queue = await openQueue(engine);
    store = createDeliveryStore(queue, most);
  });
  afterEach(() => queue[Symbol.asyncDispose]());

  const receive = (installationId: number | undefined) => {
    count += 1;
    const guid = `5f6f1b90-0000-11f0-8000-${String(count).padStart(12, '0')}`;
    return store.receive({
      ...{ guid, event: 'pull_request', action: 'opened', installationId, repositoryId: '1001' },
      ...{ source: 'hook', payload: Buffer.from('{}') },
    });
  };
  const flood = async (installationId: number | undefined) => {
    const receipts: string[] = [];
    for (let sent = 0; sent < 2 * most; sent += 1) receipts.push(await receive(installationId));
    return receipts.filter((receipt) => receipt === 'received').length;
  };

  test('of one installation take half of the room, and those of others are received', async () => {
    expect(await flood(5)).toBe(most / 2);
    expect(await receive(5)).toBe('full');
    expect(await receive(6)).toBe('received');
    expect(await receive(undefined)).toBe('received');
  });

  test('of several installations share it, and leave room for another', async () => {
    for (const installationId of [5, 6, undefined]) expect(await flood(installationId)).toBeGreaterThan(0);
    expect(await receive(7)).toBe('received');
  });

  test('are received again once some were applied', async () => {
    await flood(5);
    const { id } = await queue.db.selectFrom('deliveries').select('id').limit(1).executeTakeFirstOrThrow();
    await finishDelivery(queue.db, queue.dialect, { id, end: 'applied' });
    expect(await receive(5)).toBe('received');
    expect(await receive(5)).toBe('full');
  });
});
