/** How much of a replica one repository can keep busy by waiting for locks. */
import { expect, test } from '@jest/globals';
import { waiterId } from '../../../src/domain/locks/queue.ts';
import type { TakeRequest } from '../../../src/domain/locks/take.ts';
import { systemClock } from '../../../src/runner/clock.ts';
import { createWaitingRoom, maxWaitingPerRepository } from '../../../src/server/locks/waiting-room.ts';
import { holder, takeRequest } from '../../support/locks.ts';

/** A room whose keys are never free. */
function openRoom() {
  let joined = 0;
  const nothing = () => undefined;
  const room = createWaitingRoom({
    clock: systemClock,
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    metrics: { waited: nothing },
    locks: {
      look: async () => new Promise(() => undefined),
      take: async () => ({ status: 'left' }),
      queue: {
        join: async ({ requests }) => {
          joined += 1;
          return { id: waiterId(requests), place: joined, holder: holder(String(joined)), joinedAt: 0 };
        },
        stand: async () => undefined,
        keep: async () => undefined,
        leave: async () => true,
        countLive: async () => 0,
        measureOldest: async () => 0,
        forget: async () => 0,
      },
    },
  });
  const share = { sessionId: 's', counted: 'locks', most: 1, expiresAt: 0 } as const;
  const wait = (request: TakeRequest) =>
    room.wait({
      requests: [request],
      describe: () => [],
      share,
      waitMs: 60_000,
      signal: new AbortController().signal,
    });
  return { room, wait };
}

/** Whether it still waits after everything that is due now. */
async function isWaiting(waiting: Promise<unknown>): Promise<boolean> {
  const later = new Promise((resolve) => setTimeout(resolve, 50, 'later'));
  return (await Promise.race([waiting, later])) === 'later';
}

test('the requests of one repository take a part of the room, also if all of them are of one job', async () => {
  const { room, wait } = openRoom();
  const request = takeRequest(holder('1'), 'a');
  const waiting = Array.from({ length: maxWaitingPerRepository }, () => wait(request));
  expect(await isWaiting(Promise.race(waiting))).toBe(true);
  expect(await wait(request)).toBeUndefined();
  const other = wait({ ...request, repositoryId: '1002' });
  expect(await isWaiting(other)).toBe(true);
  room.close();
  expect(await Promise.all([...waiting, other])).toEqual([...waiting, other].map(() => undefined));
});
