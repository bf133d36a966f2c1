import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../../../src/base/errors.ts';
import type { ReleaseAnswer, ReleaseTarget } from '../../../../src/client/locks/lock-answers.ts';
import { releaseLocks } from '../../../../src/client/locks/release-locks.ts';
import { createTime } from './client-scene.ts';

const cut = new ActionError('REMOTE_UNREACHABLE', 'cut', { retry: {} });
const denied = new ActionError('DENIED_PERMISSION', 'no');
const absent: ReleaseAnswer = { status: 'absent', message: 'Lock not found.' };
const released: ReleaseAnswer = { status: 'released' };
const guarded: ReleaseAnswer = { status: 'guarded', message: 'held by another run' };

async function play(
  server: 'renewing' | 'plain',
  steps: readonly (ReleaseAnswer | Error)[],
  { lateMs = 0 }: { readonly lateMs?: number } = {},
) {
  const time = createTime();
  const asked: ReleaseTarget[] = [];
  const lock = { id: 'g-1', key: 'k', until: time.now() + 1_000 };
  time.advance(lateMs);
  const [outcome] = await releaseLocks([lock], server, {
    async releaseLock(target) {
      const step = steps[Math.min(asked.length, steps.length - 1)] ?? released;
      asked.push(target);
      if (step instanceof Error) throw step;
      return step;
    },
    clock: time,
    random: { fraction: () => 0 },
  });
  return { outcome, asked };
}

describe('releaseLocks', () => {
  test.each([
    ['renewing', { key: 'k', id: 'g-1' }],
    ['plain', { key: 'k' }],
  ] as const)('a %s server is told what it knows a lock by', async (server, target) => {
    expect(await play(server, [released])).toEqual({
      outcome: { key: 'k', status: 'released' },
      asked: [target],
    });
  });

  test.each<
    [
      name: string,
      server: 'renewing' | 'plain',
      steps: (ReleaseAnswer | Error)[],
      outcome: object,
      tries: number,
    ]
  >([
    ['a lock that is gone is lost', 'renewing', [absent], { status: 'lost', message: 'Lock not found.' }, 1],
    [
      'a key of another holder is lost',
      'plain',
      [guarded],
      { status: 'lost', message: 'held by another run' },
      1,
    ],
    ['gone after a lost answer is freed', 'renewing', [cut, absent], { status: 'released' }, 2],
    ['a dead server fails after three attempts', 'renewing', [cut], { status: 'failed', reason: 'cut' }, 3],
    ['a denial fails at once', 'renewing', [denied], { status: 'failed', reason: 'no' }, 1],
    ['by key alone nothing is repeated', 'plain', [cut], { status: 'failed', reason: 'cut' }, 1],
  ])('%s', async (_name, server, steps, outcome, tries) => {
    const played = await play(server, steps);
    expect(played.outcome).toMatchObject(outcome);
    expect(played.asked).toHaveLength(tries);
  });

  test('by key alone nothing is freed after the TTL', async () => {
    const { outcome, asked } = await play('plain', [released], { lateMs: 1_000 });
    expect(outcome).toMatchObject({ status: 'lost' });
    expect(asked).toEqual([]);
  });

  test('by id a late release is tried all the same: the server knows better', async () => {
    expect((await play('renewing', [released], { lateMs: 5_000 })).asked).toHaveLength(1);
  });
});
