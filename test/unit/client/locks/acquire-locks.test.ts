import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../../../src/base/errors.ts';
import { acquireLocks, leavesOpen } from '../../../../src/client/locks/acquire-locks.ts';
import type { TakeAnswer } from '../../../../src/client/locks/lock-answers.ts';
import type { ServerKind } from '../../../../src/domain/locks/kept.ts';
import { createTime, grantOf, heldBy } from './client-scene.ts';

const cut = new ActionError('REMOTE_UNREACHABLE', 'cut', { retry: {} });

async function play(
  keys: readonly string[],
  answers: Readonly<Record<string, TakeAnswer | Error>>,
  options: {
    readonly server?: ServerKind;
    readonly stuck?: readonly string[];
    readonly answerMs?: number;
  } = {},
) {
  const log: string[] = [];
  const time = createTime();
  const start = time.now();
  const result = acquireLocks(
    {
      keys,
      message: 'm',
      kind: 'run',
      scope: 'job',
      ttlSeconds: { renewing: 60, plain: 3_600 },
      server: options.server,
    },
    {
      async takeLocks({ keys: names, ttlSeconds }) {
        log.push(`many ${names} ${ttlSeconds.renewing}`);
        time.advance(options.answerMs ?? 0);
        const answer = answers['many'] ?? { status: 'unsupported' };
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async takeLock(key, { ttlSeconds }) {
        log.push(`take ${key} ${ttlSeconds.plain}`);
        time.advance(options.answerMs ?? 0);
        const answer = answers[key] ?? { status: 'granted', grants: [grantOf(key)] };
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async releaseLock({ key }) {
        log.push(`release ${key}`);
        if (options.stuck?.includes(key)) throw cut;
        return { status: 'released' };
      },
      clock: time,
    },
  );
  return { log, start, result: await result.catch((error: unknown) => error) };
}

describe('acquireLocks', () => {
  test('takes all in one request where the server knows it', async () => {
    const many: TakeAnswer = { status: 'granted', grants: [grantOf('b'), grantOf('a')] };
    const { log, result } = await play(['b', 'a'], { many });
    expect(log).toEqual(['many b,a 60']);
    expect(result).toMatchObject({ status: 'acquired', server: 'renewing', ttlSeconds: 60 });
  });

  test('takes one after the other, sorted, where it does not', async () => {
    const { log, result } = await play(['b', 'a'], {});
    expect(log).toEqual(['many b,a 60', 'take a 3600', 'take b 3600']);
    expect(result).toMatchObject({ status: 'acquired', server: 'plain', ttlSeconds: 3_600 });
  });

  test('does not ask again what the server is', async () => {
    expect((await play(['a'], {}, { server: 'plain' })).log).toEqual(['take a 3600']);
  });

  test('gives back what it had, last first, when a key is held', async () => {
    const { log, result } = await play(['a', 'b', 'c'], { c: heldBy('x') });
    expect(log.slice(1)).toEqual(['take a 3600', 'take b 3600', 'take c 3600', 'release b', 'release a']);
    expect(result).toMatchObject({ status: 'held', server: 'plain', by: { holder: 'x' } });
  });

  test('what it could not give back is a failure, however held the key is', async () => {
    const { result } = await play(['a', 'b', 'c'], { c: heldBy('x') }, { stuck: ['a', 'b'] });
    expect(result).toMatchObject({
      code: 'REMOTE_REFUSED',
      message: 'c is held, and what had been taken before it was not given back: b, a.',
      hint: 'They are free again when their TTL is over.',
      retry: undefined,
    });
  });

  test('a server that knows no key at all names no holder', async () => {
    const { result } = await play(['a'], { a: { status: 'unsupported' } });
    expect(result).toMatchObject({
      status: 'held',
      by: { status: 'held', message: '', holder: '', lockId: '' },
    });
  });

  const maybe = ' b may have been taken all the same; it is free again when its TTL is over.';
  const rest = ' Not given back, until their TTL is over: a.';
  test.each([
    ['there was no response', new ActionError('REMOTE_UNREACHABLE', 'Cut.'), [], `Cut.${maybe}`],
    [
      'a proxy in between responded',
      new ActionError('REMOTE_REFUSED', '502.', { retry: {} }),
      [],
      `502.${maybe}`,
    ],
    ['the server said no', new ActionError('DENIED_PERMISSION', 'No.', { hint: 'Ask.' }), [], 'No.'],
    ['it said no, and a is stuck', new ActionError('DENIED_PERMISSION', 'No.'), ['a'], `No.${rest}`],
    ['there was no response, and a is stuck', cut, ['a'], `cut${maybe}${rest}`],
  ] as const)(
    'one after the other, when %s: says what may be locked now, and asks for no other attempt',
    async (...row) => {
      const [, error, stuck, message] = row;
      const { log, result } = await play(['a', 'b', 'c'], { b: error }, { stuck });
      expect(log.slice(1)).toEqual(['take a 3600', 'take b 3600', 'release a']);
      expect(result).toMatchObject({
        code: error.code,
        message,
        hint: error.hint,
        retry: undefined,
        cause: error,
      });
    },
  );

  test('a bug is rethrown unchanged', async () => {
    const defect = new TypeError('undefined is not a function');
    expect((await play(['a', 'b'], { b: defect })).result).toBe(defect);
  });

  test.each([
    ['no answer', new ActionError('REMOTE_UNREACHABLE', ''), true],
    ['an answer that is worth another attempt', new ActionError('REMOTE_REFUSED', '', { retry: {} }), true],
    ['a refusal', new ActionError('DENIED_PERMISSION', ''), false],
    ['a bug', new TypeError(''), false],
  ])('whether it may have been granted, after %s', (_name, error, isOpen) => {
    expect(leavesOpen(error)).toBe(isOpen);
  });

  describe('a grant that has to be confirmed', () => {
    const order = {
      keys: ['a', 'b'],
      message: 'm',
      kind: 'run',
      scope: 'job',
      ttlSeconds: { renewing: 60, plain: 3_600 },
      waitSeconds: 3,
    } as const;
    const pending: TakeAnswer = {
      status: 'granted',
      grants: [grantOf('a', { outcome: 'renewed' }), grantOf('b', { pending: true })],
    };
    const full: TakeAnswer = {
      status: 'granted',
      grants: ['a', 'b'].map((key) => grantOf(key, { outcome: 'renewed', expiresAt: 'later' })),
    };

    async function take(answers: readonly (TakeAnswer | Error)[]) {
      const time = createTime();
      const start = time.now();
      const log: string[] = [];
      const result = await acquireLocks(order, {
        async takeLocks({ confirm = false, renewOnly = false, waitSeconds }) {
          log.push(`${confirm ? 'ask' : ''}${renewOnly ? 'confirm' : ''} ${waitSeconds ?? '-'}`);
          time.advance(100);
          const answer = answers[log.filter((line) => !line.startsWith('keep')).length - 1];
          if (answer === undefined || answer instanceof Error) throw answer;
          return answer;
        },
        takeLock: () => Promise.reject(new Error('one by one')),
        releaseLock: async () => ({ status: 'released' }),
        async onPending(grants) {
          log.push(`keep ${grants.map(({ id }) => id)}`);
        },
        clock: time,
      }).catch((error: unknown) => error);
      return { log, result, start };
    }

    // Lock guarantee: killed-waiter
    test('is confirmed without a wait, after it is kept which one it is', async () => {
      const { log, result, start } = await take([pending, full]);
      expect(log).toEqual(['ask 3', 'keep id-b', 'confirm -']);
      expect(result).toMatchObject({
        status: 'acquired',
        takenAt: start + 100,
        grants: [
          { outcome: 'renewed', expiresAt: 'later' },
          { outcome: 'created', pending: true, expiresAt: 'later' },
        ],
      });
    });

    test('is asked for again when it has ended meanwhile, and then it is held elsewhere', async () => {
      const lost = heldBy('nobody');
      expect((await take([pending, lost, pending, full])).result).toMatchObject({ status: 'acquired' });
      const { log, result } = await take([pending, lost, pending, lost]);
      expect(result).toMatchObject({ status: 'held', by: { holder: 'nobody' } });
      expect(log.filter((line) => line.startsWith('ask'))).toHaveLength(2);
    });

    test('is left as it is when the confirmation fails', async () => {
      expect((await take([pending, cut])).result).toBe(cut);
      const { result } = await take([pending, { status: 'unsupported' }]);
      expect(result).toMatchObject({ code: 'REMOTE_REFUSED' });
    });

    test('is none at a server that grants at once', async () => {
      const { log } = await take([full]);
      expect(log).toEqual(['ask 3']);
    });
  });

  test('the time from which the locks last is that of the first request', async () => {
    const { result, start } = await play(['a', 'b'], {}, { answerMs: 700 });
    // The one that showed what the server is took no lock.
    expect(result).toMatchObject({ takenAt: start + 700 });
    const many: TakeAnswer = { status: 'granted', grants: [grantOf('a')] };
    const renewing = await play(['a'], { many }, { answerMs: 700 });
    expect(renewing.result).toMatchObject({ takenAt: renewing.start });
  });
});
