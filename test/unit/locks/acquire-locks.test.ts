import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../../src/errors.ts';
import { acquireLocks, type ServerKind } from '../../../src/locks/acquire-locks.ts';
import type { TakeAnswer } from '../../../src/locks/lock-answers.ts';
import { createTime, grantOf, heldBy } from './client-scene.ts';

const cut = new ActionError('REMOTE_UNREACHABLE', 'cut', { retry: {} });

async function play(
  keys: readonly string[],
  answers: Readonly<Record<string, TakeAnswer | Error>>,
  options: { readonly server?: ServerKind; readonly stuck?: readonly string[] } = {},
) {
  const log: string[] = [];
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
      async takeLocks(names, { ttlSeconds }) {
        log.push(`many ${names} ${ttlSeconds}`);
        const answer = answers['many'] ?? { status: 'unsupported' };
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async takeLock(key, { ttlSeconds }) {
        log.push(`take ${key} ${ttlSeconds}`);
        const answer = answers[key] ?? { status: 'granted', grants: [grantOf(key)] };
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async releaseLock({ key }) {
        log.push(`release ${key}`);
        if (options.stuck?.includes(key)) throw cut;
        return { status: 'released' };
      },
      clock: createTime(),
    },
  );
  return { log, result: await result.catch((error: unknown) => error) };
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

  test('says what it could not give back', async () => {
    const { result } = await play(['a', 'b'], { b: heldBy('x') }, { stuck: ['a'] });
    expect(result).toMatchObject({
      code: 'REMOTE_REFUSED',
      message: expect.stringContaining('not given back: a'),
    });
  });

  test('an answer that was lost is not for another try, and may have been a grant', async () => {
    const { log, result } = await play(['a', 'b'], { b: cut });
    expect(log.at(-1)).toBe('release a');
    expect(result).toMatchObject({
      code: 'REMOTE_UNREACHABLE',
      retry: undefined,
      message: expect.stringContaining('b may have been taken all the same'),
    });
  });
});
